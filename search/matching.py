"""
Which saved searches a listing newly answers, whenever it changes.

The listing as it is now is set against the listing as it was last seen (SeenListing). One indexed
query finds the saved searches that share a key with what is new in it; each of them is then judged
exactly, before and after. So it does not matter what kind of change it was: a first publication, a
lower price, longer opening hours and a cancelled booking are told alike, and a change that can answer
nothing new costs no query for saved searches at all.

The document is built from the database and not read from the index, which may still be behind the
very change that is to be told. What starts to answer by the passing of time alone is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from capacity.models import Resource
from marketplace.accounts.models import Membership
from search.building import build
from search.documents import ListingDocument
from search.enums import Cause, Mode
from search.judging import Judge
from search.keys import days_of, gain_of, keys_offered
from search.models import SavedSearch, SeenListing, WeekPattern
from search.operations.matches import Answering, record_matches
from search.questions import Reader, request_of
from search.questions_kept import read as read_asked
from search.request import SearchRequest
from search.slots import GRID_MINUTES, moment_of
from search.snapshots import read, told
from search.spans import span_of
from search.synonyms import current
from search.vocabulary import Vocabulary

AT_A_TIME = 200


def match_listing(*, resource_id: int, version: int, is_listing: bool, now: datetime) -> list[int]:
    """
    Tell the saved searches that the listing newly answers; the ids of the matches to be mailed at once.

    For the transaction that queues the mails. Late, doubled and reordered calls do no harm: the lock
    of the listing is taken first, and a version that was looked at is not looked at again. A listing
    that was never looked at is new if `is_listing` says that the listing changed, and not its calendar.

    :raises TransactionManagementError: there is no transaction
    """
    SeenListing.objects.bulk_create([SeenListing(resource_id=resource_id)], ignore_conflicts=True)
    seen = SeenListing.objects.select_for_update(no_key=True).get(pk=resource_id)
    if seen.version >= version:
        return []
    after = build([resource_id], now).get(resource_id)
    was_known = seen.version > 0
    change = Change(read(seen.document) if seen.document else None, after, now) if after else None
    seen.version = max(version, after.version if after else 0)
    seen.document = told(after) if after else None
    seen.save(update_fields=["version", "document"])
    if change is None or not (was_known or is_listing):
        return []
    found = change.newly_answered()
    if not found:
        return []
    return record_matches(resource_id=resource_id, version=seen.version, found=found, now=now)


def remember_listings(*, now: datetime) -> int:
    """Look at the public listings that were never looked at, and tell nobody; how many that were."""
    seen = SeenListing.objects.values("resource_id")
    unseen = list(
        Resource.objects.published().exclude(pk__in=seen).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(unseen), AT_A_TIME):
        documents = build(unseen[start : start + AT_A_TIME], now)
        rows = [
            SeenListing(resource_id=pk, version=each.version, document=told(each))
            for pk, each in documents.items()
        ]
        SeenListing.objects.bulk_create(rows, ignore_conflicts=True)
    return len(unseen)


class Candidate(NamedTuple):
    """What is needed of a saved search to judge it: read bare, for there may be thousands."""

    pk: int
    asked: dict[str, Any]
    size_class: str


@dataclass
class Change:
    """A listing before (nothing where it was not public) and after, and what answers only now."""

    before: ListingDocument | None
    after: ListingDocument
    now: datetime

    def newly_answered(self) -> dict[int, Answering]:
        """By the id of the saved search."""
        return {each.pk: answering for each in self.candidates() if (answering := self._judged(each))}

    def candidates(self) -> list[Candidate]:
        """
        The saved searches that may newly be answered: one query by index and one for their members.

        None at all where nothing is new.
        """
        gain = gain_of(self.before, self.after, is_same=self._has_same_facts)
        if not (gain.is_everything or gain.windows):
            return []
        days = list(days_of(gain.windows, ZoneInfo(self.after.zone)))
        today = timezone.localdate(self.now)
        first = min((day for day, _last in days), default=today)
        last = max((day for _first, day in days), default=today)
        listing = self.after
        found = (
            SavedSearch.objects.watching()
            .with_any_key(keys_offered(listing, gain, days))
            .within_days(first, last)
            .reaching(listing.latitude, listing.longitude)
            .sold_as(listing.kinds, is_instant=listing.is_instant)
        )
        with _by_index():
            rows = list(found.values_list("pk", "asked", "membership_id"))
        sizes = _sizes_of({membership_id for _pk, _asked, membership_id in rows})
        return [
            Candidate(pk, asked, sizes[membership_id])
            for pk, asked, membership_id in rows
            if membership_id in sizes
        ]

    @cached_property
    def _has_same_facts(self) -> bool:
        """Whether nothing but free time differs."""
        return self.before is not None and _facts(self.before) == _facts(self.after)

    def _judged(self, candidate: Candidate) -> Answering | None:
        reader = Reader(self.now, timezone.localdate(self.now), candidate.size_class, self._synonyms)
        request = request_of(read_asked(candidate.asked), reader)
        verdict = self._judge.verdict(request)
        if verdict is None or (self._judge_before and self._judge_before.verdict(request)):
            return None
        return Answering(
            cause=Cause.TIME if self._has_same_facts else Cause.LISTING,
            starts_at=None if verdict.start is None else moment_of(verdict.start),
            minutes=self._minutes(request),
        )

    def _minutes(self, request: SearchRequest) -> int | None:
        """How long the answer holds, where it is one stretch."""
        when = request.when
        if when is None or when.mode == Mode.IN_ALL:
            return None
        if when.mode == Mode.IN_A_ROW:
            return when.minutes
        zone, notice = ZoneInfo(self.after.zone), self.after.notice_minutes
        span = span_of(when, zone, notice_minutes=notice, now=self.now)
        return (span[1] - span[0]) * GRID_MINUTES if span else None

    @cached_property
    def _synonyms(self) -> Vocabulary:
        return current()

    @cached_property
    def _patterns(self) -> Mapping[int, str]:
        bases = [*self.after.prices.values(), *(self.before.prices.values() if self.before else ())]
        keys = {key for basis in bases for key in basis.rates}
        return dict(WeekPattern.objects.filter(pk__in=keys).values_list("pk", "quarters"))

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.after, self._patterns)

    @cached_property
    def _judge_before(self) -> Judge | None:
        return Judge(self.before, self._patterns) if self.before else None


def _sizes_of(membership_ids: Collection[int]) -> dict[int, str]:
    """The customer class of each member who may still act."""
    active = Membership.objects.filter(pk__in=membership_ids, is_active=True, user__is_active=True)
    return dict(active.values_list("pk", "organisation__size_class"))


@contextmanager
def _by_index() -> Iterator[None]:
    """
    Read by index even where the planner would rather read the whole table.

    It takes comparing two arrays for as cheap as comparing two numbers; with hundreds of keys it is not.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan'), set_config('enable_seqscan', 'off', true)")
        before, _off = cursor.fetchone()
        yield
        cursor.execute("SELECT set_config('enable_seqscan', %s, true)", [before])


def _facts(listing: ListingDocument) -> dict[str, object]:
    """Everything but free time, as it is kept."""
    plain = told(listing)
    del plain["windows"]
    return plain
