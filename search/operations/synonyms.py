"""Operators declare words alike; the next search of every process goes by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import User
from search.enums import SynonymKind
from search.models import Synonym
from search.models.wording import LONGEST_PHRASE
from search.vocabulary import LONGEST_PHRASE as MOST_WORDS
from search.vocabulary import key_of

MOST_PHRASES = 20


class BadSynonym(Refused):
    """A phrase cannot be searched for, or there are too few or too many."""


@dataclass(frozen=True)
class SynonymFacts:
    """What an operator declares; `meanings` count only where it holds one way."""

    kind: SynonymKind
    words: tuple[str, ...]
    meanings: tuple[str, ...] = field(default=())


def add_synonym(*, facts: SynonymFacts, by: Actor, now: datetime) -> Synonym:
    """
    :raises NotAllowed: the actor is no operator
    :raises BadSynonym: a phrase cannot be searched for, or there are too few or too many
    """
    operator = _operator(by)
    return Synonym.objects.create(**_columns(facts), edited_by=operator, edited_at=now)


def change_synonym(*, synonym: Synonym, facts: SynonymFacts, by: Actor, now: datetime) -> Synonym:
    """
    :raises NotAllowed: the actor is no operator
    :raises BadSynonym: as `add_synonym`, or it was removed meanwhile
    """
    operator = _operator(by)
    columns = {**_columns(facts), "edited_by": operator, "edited_at": now}
    if not Synonym.objects.in_use().filter(pk=synonym.pk).update(**columns):
        raise BadSynonym(_("It was removed meanwhile; bring it back to change it."))
    synonym.refresh_from_db()
    return synonym


def remove_synonym(*, synonym: Synonym, by: Actor, now: datetime) -> None:
    """
    Take it out of use; it can be brought back.

    :raises NotAllowed: the actor is no operator
    """
    operator = _operator(by)
    Synonym.objects.in_use().filter(pk=synonym.pk).update(removed_at=now, edited_by=operator, edited_at=now)


def restore_synonym(*, synonym: Synonym, by: Actor, now: datetime) -> None:
    """:raises NotAllowed: the actor is no operator"""
    operator = _operator(by)
    Synonym.objects.filter(pk=synonym.pk).update(removed_at=None, edited_by=operator, edited_at=now)


def _operator(by: Actor) -> User:
    if not by.is_operator or by.user is None:
        raise NotAllowed
    return by.user


def _columns(facts: SynonymFacts) -> dict[str, object]:
    holds_one_way = facts.kind == SynonymKind.ONE_WAY
    words = _distinct(facts.words)
    meanings = _distinct(facts.meanings, but=words) if holds_one_way else []
    if not holds_one_way and len(words) < 2:
        raise BadSynonym(_("Words that mean the same are at least two."))
    if holds_one_way and not (words and meanings):
        raise BadSynonym(_("Tell the words and what else they mean."))
    if max(len(words), len(meanings)) > MOST_PHRASES:
        raise BadSynonym(_("At most %(most)d words go together.") % {"most": MOST_PHRASES})
    return {"kind": facts.kind, "words": words, "meanings": meanings}


def _distinct(phrases: Iterable[str], but: Iterable[str] = ()) -> list[str]:
    """Without those that the search cannot tell apart, such as DMU 50 and dmu50."""
    seen, kept = {key_of(phrase) for phrase in but}, []
    for phrase in phrases:
        key = key_of(phrase)
        if not key or len(phrase) > LONGEST_PHRASE or len(phrase.split()) > MOST_WORDS:
            raise BadSynonym(
                _("“%(phrase)s” cannot be searched for; a phrase has one to four words.") % {"phrase": phrase}
            )
        if key not in seen:
            seen.add(key)
            kept.append(phrase)
    return kept
