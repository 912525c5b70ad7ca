"""The operators' synonyms as every process knows them, and queries read with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from search.enums import SynonymKind
from search.models import Synonym
from search.request import Term
from search.tokens import terms_of
from search.vocabulary import Vocabulary, built_in, key_of

# How many changes of synonyms there have been, and the last of them.
Edition = tuple[int, int | None]


@dataclass(frozen=True)
class _Held:
    edition: Edition
    vocabulary: Vocabulary


_held: list[_Held] = []


def terms(text: str, synonyms: Vocabulary | None = None) -> tuple[Term, ...]:
    """
    What the text asks for, by the synonyms given or else as they stand now.

    Without a query where they are given, or the text asks for nothing.
    """
    return terms_of(text, current() if synonyms is None else synonyms) if text else ()


def current() -> Vocabulary:
    """
    One small query; the synonyms are read only where somebody changed them since, in whichever process.

    Triggers count the changes, so that one made by hand in the database is seen as well.
    """
    edition = _edition()
    if not _held or _held[0].edition != edition:
        _held[:] = [_Held(edition, vocabulary_of(Synonym.objects.in_use().order_by("pk")))]
    return _held[0].vocabulary


def vocabulary_of(synonyms: Iterable[Synonym]) -> Vocabulary:
    """Each word with what it also means, and with what is known of those meanings without operators."""
    entries: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for synonym in synonyms:
        meanings = synonym.meanings if synonym.kind == SynonymKind.ONE_WAY else synonym.words
        for word in synonym.words:
            others = [each for each in meanings if key_of(each) != key_of(word)]
            known = (meant for each in others for meant in built_in().meanings(each))
            entries[key_of(word)] |= dict.fromkeys([*others, *known])
    return Vocabulary({word: tuple(meant) for word, meant in entries.items()})


def _edition() -> Edition:
    changes = Synonym.pgh_event_model.objects.aggregate(number=Count("pk"), last=Max("pk"))  # type: ignore[attr-defined]  # made by pghistory
    return changes["number"], changes["last"]
