"""
The one tokenizer, for both engines and both sides: what a listing is found by, and what a query asks for.

Latin words as they stand, and model numbers also joined (DMU 50 is dmu, 50 and dmu50); Chinese as
single characters and overlapping pairs; the sound of each pair as `p:wuzhou`; the class as `c:five_axis`.
Synonyms, names of classes and initials widen the query and are in no listing, so that an operator's
edit takes effect at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from search.pinyin import read_syllables, syllables_of
from search.request import Term
from search.vocabulary import LONGEST_PHRASE, Vocabulary, built_in, stem

LONGEST_QUERY = 200
LONGEST_TEXT = 4_000
MOST_TERMS = 8
MOST_ALTERNATIVES = 24
LONGEST_JOIN = 3
MOST_KEPT = 8_192  # runs and phrases remembered in each process
FEWEST_CHINESE, LONGEST_CHINESE = 2, 12  # characters of a phrase that is known within others

_PIECES = re.compile(r"[㐀-鿿豈-﫿〇]+|[a-zà-öø-ÿ]+|[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(r"[\s,;，；、。]+")
_COUNT = re.compile(r"(?<![0-9.])([1-9])(?=[㐀-鿿])")
_NUMERALS = dict(zip("123456789", "一二三四五六七八九", strict=True))

Tokens = tuple[str, ...]


def normal(text: str, longest: int = LONGEST_TEXT) -> str:
    """One spelling of each letter and figure: 5轴 is 五轴, full width is half, controls are gaps."""
    plain = unicodedata.normalize("NFKC", text[:longest]).casefold()
    plain = "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in plain)
    return _COUNT.sub(lambda found: _NUMERALS[found[1]], plain)


def document_tokens(texts: Iterable[str], *, resource_class: str = "") -> Tokens:
    """Everything these texts can be found by, sorted and each once."""
    tokens = {token for text in texts for token in _tokens_of(text)}
    if resource_class:
        tokens.add(class_token(resource_class))
    return tuple(sorted(tokens))


@lru_cache(MOST_KEPT)
def _tokens_of(text: str) -> Tokens:
    """Kept, for firms, towns, makers and classes stand in many listings."""
    return tuple(_of_text(normal(text)))


def class_token(resource_class: str) -> str:
    return f"c:{resource_class}"


def terms_of(text: str, synonyms: Vocabulary | None = None) -> tuple[Term, ...]:
    """
    What the query asks for, at most eight terms of it: the longest known phrases, else its words.

    `synonyms` are the operators', beside those that are built in. What has no letter asks for nothing.
    """
    words = [word for word in _WORD.split(normal(text, LONGEST_QUERY)) if _PIECES.search(word)]
    known = [built_in(), *([synonyms] if synonyms else [])]
    return tuple(islice(_terms(words, known), MOST_TERMS))


def _terms(words: Sequence[str], known: Sequence[Vocabulary]) -> Iterable[Term]:
    start = 0
    while start < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + length])
            meant = [meaning for vocabulary in known for meaning in vocabulary.meanings(phrase)]
            if meant or length == 1:
                break
        if meant or not (parts := _known_within(phrase, known)):
            yield Term(phrase, _alternatives(phrase, meant))
        else:
            yield from _terms(parts, known)
        start += length


def _known_within(word: str, known: Sequence[Vocabulary]) -> list[str]:
    """The word cut around the known Chinese phrases in it, the longest first; nothing where there is none."""
    for length in range(min(LONGEST_CHINESE, len(word) - 1), FEWEST_CHINESE - 1, -1):
        for start in range(len(word) - length + 1):
            phrase = word[start : start + length]
            if _is_chinese(phrase) and any(phrase in vocabulary.entries for vocabulary in known):
                return [part for part in (word[:start], phrase, word[start + length :]) if part]
    return []


def _alternatives(phrase: str, meant: Sequence[str]) -> tuple[Tokens, ...]:
    """The phrase itself, its sound, and what it means: other words, or classes as `c:` tokens."""
    found = [asked(phrase), *by_sound(phrase)]
    found += [(meaning,) if meaning.startswith("c:") else asked(meaning) for meaning in meant]
    return tuple(dict.fromkeys(each for each in found if each))[:MOST_ALTERNATIVES]


@lru_cache(MOST_KEPT)
def asked(phrase: str) -> Tokens:
    """What a listing has to have for every word of the phrase to stand in it."""
    plain = normal(phrase)
    found = list(_PIECES.finditer(plain))
    pieces = [piece[0] for piece in found]
    model = "".join(pieces)
    is_close = all(after.start() - before.end() <= 1 for before, after in pairwise(found))
    if 1 < len(pieces) <= LONGEST_JOIN and is_close and " " not in plain and _is_model(model):
        return (model,)
    tokens: list[str] = []
    for piece in pieces:
        tokens += _pairs_apart(piece) if _is_chinese(piece) else [stem(piece)]
    return tuple(dict.fromkeys(tokens))


def by_sound(phrase: str) -> list[Tokens]:
    """Letters read as pinyin; pairs of syllables, as Chinese is kept in pairs."""
    letters = phrase.replace(" ", "").replace("'", "")
    if not letters.isascii() or not letters.isalpha():
        return []
    syllables = read_syllables(letters)
    if len(syllables) < 2:
        return []
    pairs = ["".join(syllables[start : start + 2]) for start in _starts(len(syllables))]
    return [tuple(f"p:{pair}" for pair in pairs)]


def _pairs_apart(run: str) -> list[str]:
    """As few pairs as cover the run: what stands between two words of it does not have to agree."""
    return [run] if len(run) == 1 else [run[start : start + 2] for start in _starts(len(run))]


def _starts(length: int) -> list[int]:
    starts = list(range(0, length - 1, 2))
    return starts if length % 2 == 0 else [*starts, length - 2]


def _of_text(plain: str) -> Iterable[str]:
    pieces = list(_PIECES.finditer(plain))
    for piece in pieces:
        yield from _of_chinese(piece[0]) if _is_chinese(piece[0]) else (stem(piece[0]),)
    yield from _joined([(each[0], each.start(), each.end()) for each in pieces])


@lru_cache(MOST_KEPT)
def _of_chinese(run: str) -> Tokens:
    """Characters, pairs and the sound of the pairs."""
    sounds = syllables_of(run)
    return (*run, *(a + b for a, b in pairwise(run)), *(f"p:{a}{b}" for a, b in pairwise(sounds)))


def _joined(pieces: Sequence[tuple[str, int, int]]) -> Iterable[str]:
    """Neighbouring letters and figures as one word: a model is written dmu 50, dmu-50 and dmu50."""
    for first in range(len(pieces)):
        word, _start, end = pieces[first]
        for piece, start, stop in pieces[first + 1 : first + LONGEST_JOIN]:
            if _is_chinese(word[-1]) or _is_chinese(piece) or start - end > 1:
                break
            word, end = word + piece, stop
            if _is_model(word):
                yield word


def _is_model(word: str) -> bool:
    """Letters and figures, such as ck6140."""
    return word.isascii() and word.isalnum() and not word.isalpha() and not word.isdigit()


def _is_chinese(piece: str) -> bool:
    return piece[0] > "⺀"
