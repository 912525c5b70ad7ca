"""Everything an operator looks at to decide about one revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from capacity.enums import BookingState, RevisionState
from capacity.lifecycle import OPEN
from capacity.models import Booking, ListingRevision, Resource
from capacity.operations.moderation import may_decide
from capacity.taxonomy import CLASSES
from marketplace.accounts.actor import Actor
from marketplace.desk.checks import Check, checks
from marketplace.desk.diffs import Difference, difference
from marketplace.language import in_readers_language

QUEUE_SHOWN = 50
HISTORY_SHOWN = 20
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Waiting:
    """One case of the queue and how long it has waited."""

    revision: ListingRevision
    waited: timedelta


def waiting(now: datetime) -> list[Waiting]:
    """The queue, the longest waiting first."""
    found = ListingRevision.objects.waiting().select_related("resource__provider", "resource__site")
    return [
        Waiting(revision, now - (revision.submitted_at or now))
        for revision in found.order_by("submitted_at", "pk")[:QUEUE_SHOWN]
    ]


@dataclass(frozen=True)
class Entry:
    """One line of the record, as the thread shows it."""

    icon: str
    text: str
    at: datetime
    kind: str = "record"


@dataclass(frozen=True)
class Firm:
    """What is known of the provider: figures of its listings and bookings."""

    listed: int
    rejected: int
    completed: int


class Review:
    """One case: the revision beside what the public reads, checks, history, and whether one may decide."""

    def __init__(self, revision: ListingRevision, *, by: Actor, now: datetime) -> None:
        self.revision, self._by, self._now = revision, by, now

    @cached_property
    def before(self) -> ListingRevision | None:
        """What was approved before this revision."""
        earlier = self.revision.resource.revisions.filter(
            state=RevisionState.APPROVED, number__lt=self.revision.number
        )
        return earlier.prefetch_related("specifications").order_by("-number").first()

    @cached_property
    def difference(self) -> Difference:
        return difference(self.before, self.revision)

    @cached_property
    def checks(self) -> list[Check]:
        return checks(self.before, self.revision)

    @property
    def is_waiting(self) -> bool:
        return self.revision.state == RevisionState.SUBMITTED

    @cached_property
    def may_decide(self) -> bool:
        return may_decide(self.revision, self._by)

    @property
    def class_name(self) -> str:
        leaf = CLASSES.get(self.revision.resource.resource_class)
        return in_readers_language(leaf.name_zh, leaf.name_en) if leaf else ""

    @cached_property
    def open_bookings(self) -> int:
        """What is booked on the machine and stays whatever is decided."""
        return Booking.objects.filter(resource=self.revision.resource, state__in=OPEN).count()

    @cached_property
    def firm(self) -> Firm:
        provider = self.revision.resource.provider
        mine = ListingRevision.objects.filter(resource__provider=provider)
        return Firm(
            listed=Resource.objects.owned_by(provider).published().count(),
            rejected=mine.filter(state=RevisionState.REJECTED, decided_at__gte=self._now - YEAR).count(),
            completed=Booking.objects.provided_by(provider).filter(state=BookingState.COMPLETED).count(),
        )

    @cached_property
    def history(self) -> list[Entry]:
        """What happened to the revisions of this machine, the latest last."""
        told = self.revision.resource.revisions.exclude(submitted_at=None, decided_at=None)
        found = told.select_related("created_by", "decided_by").order_by("-number")[:HISTORY_SHOWN]
        return sorted((entry for each in found for entry in _entries(each)), key=lambda entry: entry.at)


def _entries(revision: ListingRevision) -> list[Entry]:
    entries = []
    names = {"number": revision.number, "who": revision.created_by or ""}
    if revision.submitted_at:
        text = _("Revision %(number)d submitted by %(who)s") % names
        entries.append(Entry(icon="send", text=text, at=revision.submitted_at))
    if revision.decided_at:
        entries.append(_decision(revision, revision.decided_at))
    return entries


def _decision(revision: ListingRevision, at: datetime) -> Entry:
    names = {
        "number": revision.number,
        "who": revision.decided_by or _("the marketplace"),
        "reason": revision.get_reason_code_display(),
    }
    if revision.state == RevisionState.APPROVED:
        text = _("Revision %(number)d approved by %(who)s") % names
        return Entry(icon="circle-check", text=text, at=at)
    text = _("Revision %(number)d sent back by %(who)s: %(reason)s") % names
    return Entry(icon="x", text=text, at=at)
