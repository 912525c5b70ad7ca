"""
What newly answers saved searches: written down once, told once, and never as a flood.

A listing is told to a saved search when it answers now and did not when it was last looked at; the
same listing at most once a day (of the marketplace's zone), so that a slot that is held and let go
again and again is one notice. Of a search, AT_ONCE a day are mailed at once; what comes on top waits
for the mail of the next morning, and beyond MOST_A_DAY nothing more is kept of that day: such a
search is better read in the finder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from marketplace.accounts.actor import Actor
from search.enums import Cause, Telling
from search.models import SavedSearch, SavedSearchMatch

AT_ONCE_A_DAY = 5
MOST_A_DAY = 100
DIGEST_AT = time(8)
KEPT = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Answering:
    """How a listing answers: from when on, for how many minutes, and why only now."""

    cause: Cause
    starts_at: datetime | None = None
    minutes: int | None = None


def record_matches(
    *, resource_id: int, version: int, found: Mapping[int, Answering], now: datetime
) -> list[int]:
    """
    Write down for which saved searches (by id) the listing newly answers; the ids to be mailed at once.

    Whoever is told in the app alone has been told with this. The caller's transaction queues the
    mails, and holds the lock of the listing, so that nobody else writes the same.
    """
    today = timezone.localdate(now)
    told_today = SavedSearchMatch.objects.filter(saved_search__in=found, resource=resource_id, on=today)
    known = set(told_today.values_list("saved_search_id", flat=True))
    waiting = SavedSearch.objects.filter(pk__in=found.keys() - known, deleted_at=None, paused_at=None)
    searches = list(waiting.order_by("pk").select_for_update(no_key=True))
    counted = [each for each in searches if _counts(each, today, now)]
    SavedSearch.objects.bulk_update(counted, ["counted_on", "counted", "last_told_at"])
    matches = [
        SavedSearchMatch(
            saved_search=each,
            resource_id=resource_id,
            version=version,
            on=today,
            matched_at=now,
            told_at=None if _waits(each) else now,
            cause=found[each.pk].cause,
            starts_at=found[each.pk].starts_at,
            minutes=found[each.pk].minutes,
        )
        for each in counted
    ]
    SavedSearchMatch.objects.bulk_create(matches)
    return [each.pk for each in matches if each.told_at and each.saved_search.telling == Telling.AT_ONCE]


def _counts(saved: SavedSearch, today: date, now: datetime) -> bool:
    """Count one more of today, unless there were enough."""
    before = saved.counted if saved.counted_on == today else 0
    if before >= MOST_A_DAY:
        return False
    saved.counted_on, saved.counted, saved.last_told_at = today, before + 1, now
    return True


def _waits(saved: SavedSearch) -> bool:
    """Whether this match is for the mail of the morning."""
    is_over = saved.telling == Telling.AT_ONCE and saved.counted > AT_ONCE_A_DAY
    return saved.telling == Telling.DAILY or is_over


def members_to_tell(*, now: datetime) -> list[int]:
    """The memberships for which something waits that this morning's mail has to tell."""
    waiting = SavedSearchMatch.objects.filter(
        told_at__isnull=True,
        matched_at__lt=last_digest(now),
        saved_search__deleted_at__isnull=True,
        saved_search__membership__is_active=True,
        saved_search__membership__user__is_active=True,
    )
    return sorted(set(waiting.values_list("saved_search__membership_id", flat=True)))


def last_digest(now: datetime) -> datetime:
    """The eight o'clock, in the marketplace's zone, that was last."""
    local = timezone.localtime(now)
    morning = local.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)
    return morning if morning <= local else morning - timedelta(days=1)


def claim_waiting(*, membership_id: int, now: datetime) -> list[int]:
    """
    Take what waits for one member's morning mail; the ids of the matches.

    For the transaction that queues the mail: a second worker passes over rows in hand and finds them
    told afterwards; a worker that dies leaves them as they were.

    :raises TransactionManagementError: there is no transaction
    """
    waiting = SavedSearchMatch.objects.filter(
        saved_search__membership_id=membership_id,
        saved_search__deleted_at__isnull=True,
        told_at__isnull=True,
        matched_at__lt=last_digest(now),
    )
    locked = waiting.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    taken = list(locked.values_list("pk", flat=True))
    SavedSearchMatch.objects.filter(pk__in=taken).update(told_at=now)
    return taken


def read_notices(*, by: Actor, now: datetime) -> int:
    """Mark everything as read that the member was told; how much that was."""
    return SavedSearchMatch.objects.of(by).unread().update(read_at=now)


def read_notice(*, match: SavedSearchMatch, now: datetime) -> None:
    SavedSearchMatch.objects.filter(pk=match.pk, read_at__isnull=True).update(read_at=now)


def forget_matches(*, now: datetime) -> int:
    """Forget what was told a season ago; how much that was."""
    return SavedSearchMatch.objects.filter(matched_at__lte=now - KEPT).delete()[0]
