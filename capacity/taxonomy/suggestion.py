"""Guesses the class of a machine from the words of a list: offered to a person, never decided."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from capacity.taxonomy.model_codes import read_model_code
from capacity.taxonomy.shapes import ResourceClass
from capacity.taxonomy.tree import CLASSES

_NOT_MACHINES = re.compile(
    r"software|licen[cs]e|monitor\b|laptop|furniture|chairs|building|warrant|survey|"
    r"\bvan\b|transit\b|land rover|\bboat\b|workhut|seal scarer|软件|许可证|家具|叉车",
    re.IGNORECASE,
)


class Suggestion(NamedTuple):
    """A class and the part of the text that speaks for it."""

    key: str
    reason: str


def suggest_class(text: str) -> Suggestion | None:
    """
    Return the class that the text most probably means, or None when nothing speaks for one.

    Words and well-known models are trusted before the letters of GB/T 15375, because an inventory
    number looks like a model code more often than a word misleads.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _NOT_MACHINES.search(plain):
        return None
    if found := _best([*_word_matches(plain), *_model_matches(plain)]):
        return found
    code = read_model_code(plain)
    return Suggestion(*code) if code else None


def _best(found: list[Suggestion]) -> Suggestion | None:
    """Drop the outranked, then take the one with the most words."""
    keys = {suggestion.key for suggestion in found}
    outranked = {loser for key in keys for loser in CLASSES[key].outranks}
    standing = [suggestion for suggestion in found if suggestion.key not in outranked]
    return max(standing or found, key=lambda suggestion: len(suggestion.reason), default=None)


def _word_matches(text: str) -> Iterator[Suggestion]:
    lower = text.lower()
    for resource_class in CLASSES.values():
        for word in resource_class.words.zh:
            if word in lower:
                yield Suggestion(resource_class.key, word)
        if pattern := _words(resource_class):
            for match in pattern.finditer(text):
                yield Suggestion(resource_class.key, match[0])


def _model_matches(text: str) -> Iterator[Suggestion]:
    for resource_class in CLASSES.values():
        if pattern := _models(resource_class):
            for match in pattern.finditer(text):
                yield Suggestion(resource_class.key, match[0])


@cache
def _words(resource_class: ResourceClass) -> re.Pattern[str] | None:
    """English phrases begin at a word; an asterisk lets the last word run on; hyphens are spaces."""
    phrases = sorted(resource_class.words.en, key=len, reverse=True)
    if not phrases:
        return None
    return re.compile(r"(?<![a-z])(?:" + "|".join(map(_phrase, phrases)) + ")", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    stem = phrase.removesuffix("*")
    body = r"[\s/.-]+".join(re.escape(part) for part in stem.split())
    return body + (r"[a-z]*" if phrase.endswith("*") else r"s?(?![a-z])")


@cache
def _models(resource_class: ResourceClass) -> re.Pattern[str] | None:
    models = resource_class.words.models
    if not models:
        return None
    return re.compile(r"(?<![A-Z0-9])(?:" + "|".join(models) + r")(?![A-Z0-9]*\d{5})", re.IGNORECASE)
