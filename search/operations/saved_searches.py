"""Keeping a search, and deciding how to be told of what newly answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Membership
from search.enums import Telling
from search.models import SavedSearch, SavedSearchMatch
from search.models.saved import LONGEST_QUERY

MOST_SAVED = 50  # of a member
UNDO_WITHIN = timedelta(days=1)


class TooManySaved(Refused):
    """The member keeps as many searches as there may be."""

    def __init__(self) -> None:
        super().__init__(
            _("You keep %(most)d searches, more is not possible. Delete one of them first.")
            % {"most": MOST_SAVED}
        )


class AlreadySaved(Refused):
    """The member keeps the same question already."""

    def __init__(self, saved: SavedSearch) -> None:
        super().__init__(_("You keep this search already, as “%(name)s”.") % {"name": saved.name})
        self.saved = saved


class QueryTooLong(Refused):
    """The address of the search is longer than can be kept."""

    def __init__(self) -> None:
        super().__init__(_("This search has too many conditions to be saved."))


class NoUndo(Refused):
    """It was deleted too long ago."""

    def __init__(self) -> None:
        super().__init__(_("This search was deleted too long ago to be brought back."))


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the member calls the search, and how to tell."""

    name: str
    telling: Telling = Telling.AT_ONCE


def save_search(
    *, query: str, columns: Mapping[str, Any], wishes: Wishes, language: str, by: Actor, now: datetime
) -> SavedSearch:
    """
    Keep a question: a normalised query string, and the columns that search.standing draws from it.

    :raises NotAllowed: the actor is no member of an organisation
    :raises TooManySaved: the member keeps MOST_SAVED searches
    :raises AlreadySaved: the same question is kept already
    :raises QueryTooLong: it cannot be kept
    """
    if by.membership is None:
        raise NotAllowed
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong
    with transaction.atomic():
        _check_room(by.membership, query)
        return SavedSearch.objects.create(
            membership=by.membership,
            name=wishes.name,
            telling=wishes.telling,
            query=query,
            language=language,
            created_at=now,
            **columns,
        )


def change_search(*, saved: SavedSearch, wishes: Wishes, by: Actor, now: datetime) -> SavedSearch:
    """
    Rename a search, and change how to be told.

    What waits for a mail is not told by mail any more where there shall be none.

    :raises NotAllowed: it is another member's
    """
    with transaction.atomic():
        kept = _locked(saved, by)
        kept.name, kept.telling = wishes.name, wishes.telling
        kept.save(update_fields=["name", "telling"])
        if kept.telling == Telling.APP:
            _leave_untold(kept, now)
        return kept


def pause_search(*, saved: SavedSearch, by: Actor, now: datetime) -> SavedSearch:
    """
    Find nothing for it until it goes on.

    :raises NotAllowed: it is another member's
    """
    with transaction.atomic():
        kept = _locked(saved, by)
        kept.paused_at = kept.paused_at or now
        kept.save(update_fields=["paused_at"])
        return kept


def resume_search(*, saved: SavedSearch, by: Actor) -> SavedSearch:
    """
    Go on; what became free in between is not told.

    :raises NotAllowed: it is another member's
    """
    with transaction.atomic():
        kept = _locked(saved, by)
        kept.paused_at = None
        kept.save(update_fields=["paused_at"])
        return kept


def delete_search(*, saved: SavedSearch, by: Actor, now: datetime) -> SavedSearch:
    """
    Take it away with its notices; for a day it can be brought back.

    :raises NotAllowed: it is another member's
    """
    with transaction.atomic():
        kept = _locked(saved, by)
        kept.deleted_at = kept.deleted_at or now
        kept.save(update_fields=["deleted_at"])
        _leave_untold(kept, now)
        return kept


def restore_search(*, saved: SavedSearch, by: Actor, now: datetime) -> SavedSearch:
    """
    Undo the deletion.

    :raises NotAllowed: it is another member's
    :raises NoUndo: it was deleted more than a day ago
    :raises TooManySaved, AlreadySaved: as `save_search`
    """
    with transaction.atomic():
        kept = _locked(saved, by)
        if kept.deleted_at is None:
            return kept
        if kept.deleted_at <= now - UNDO_WITHIN:
            raise NoUndo
        _check_room(kept.membership, kept.query)
        kept.deleted_at = None
        kept.save(update_fields=["deleted_at"])
        return kept


def stop_mails(*, saved: SavedSearch, now: datetime) -> SavedSearch:
    """No more mail for this search, by whoever holds the link out of one of them."""
    with transaction.atomic():
        kept = SavedSearch.objects.select_for_update(no_key=True).get(pk=saved.pk)
        kept.telling = Telling.APP
        kept.save(update_fields=["telling"])
        _leave_untold(kept, now)
        return kept


def forget_deleted(*, now: datetime) -> int:
    """Remove for good what cannot be brought back any more; how many searches that were."""
    gone = SavedSearch.objects.filter(deleted_at__lte=now - UNDO_WITHIN)
    return gone.delete()[1].get("search.SavedSearch", 0)


def _locked(saved: SavedSearch, by: Actor) -> SavedSearch:
    if by.membership is None or saved.membership_id != by.membership.pk:
        raise NotAllowed
    return SavedSearch.objects.select_for_update(no_key=True).get(pk=saved.pk)


def _check_room(membership: Membership, query: str) -> None:
    """Under the lock of the membership, so that two windows cannot both take the last place."""
    Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    own = SavedSearch.objects.live().filter(membership=membership)
    same = own.filter(query=query).first()
    if same is not None:
        raise AlreadySaved(same)
    if own.count() >= MOST_SAVED:
        raise TooManySaved


def _leave_untold(saved: SavedSearch, now: datetime) -> None:
    SavedSearchMatch.objects.filter(saved_search=saved, told_at__isnull=True).update(told_at=now)
