"""Words that mean others: names and words of the classes, their initials in pinyin, operators' synonyms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from capacity.taxonomy import CLASSES, GROUPS, classes_of
from search.pinyin import initials_of, syllables_of

LONGEST_PHRASE = 4  # words
FEWEST_INITIALS = 2
NUMERALS = {"three": "3", "four": "4", "five": "5", "six": "6"}
_PARTS = re.compile(r"[a-z]+|[^\W_]")


@dataclass(frozen=True)
class Vocabulary:
    """Phrases, normalised, with what else each means: words, or classes as `c:five_axis`."""

    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def meanings(self, phrase: str) -> tuple[str, ...]:
        return self.entries.get(key_of(phrase), ())


def key_of(phrase: str) -> str:
    """Five-axis centres, 5 axis centre and 5axiscentre are one phrase."""
    parts = (stem(part) for part in _PARTS.findall(phrase.casefold()))
    return "".join(NUMERALS.get(part, part) for part in parts)


def stem(word: str) -> str:
    """An English plural is its singular."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def built_in() -> Vocabulary:
    """The classes by all their names, and by the sound of the Chinese ones: wuzhou and wz are 五轴."""
    entries: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name, classes in _names():
        meant = dict.fromkeys(f"c:{key}" for key in classes)
        entries[key_of(name)] |= meant
        if not name.isascii() and len(name) >= FEWEST_INITIALS:
            entries[initials_of(key_of(name))] |= meant
            entries["".join(syllables_of(key_of(name)))] |= meant
    return Vocabulary({phrase: tuple(meant) for phrase, meant in entries.items()})


def _names() -> Iterable[tuple[str, list[str]]]:
    for group in GROUPS.values():
        leaves = [leaf.key for leaf in classes_of(group.key)]
        yield group.name_zh, leaves
        yield group.name_en, leaves
    for leaf in CLASSES.values():
        for name in (leaf.name_zh, leaf.name_en, *leaf.words.zh, *leaf.words.en):
            yield name.removesuffix("*"), [leaf.key]
