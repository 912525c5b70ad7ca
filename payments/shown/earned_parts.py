"""How much of each booking is its provider's by the ledger, and how much of that was sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When

from payments.enums import AccountKind, JournalKind
from payments.models import Entry

OUT = (JournalKind.TRANSFER, JournalKind.TRANSFER_REVERSAL)
Bookings = QuerySet[Entry, Any]  # their keys
SENT = Q(journal__kind__in=OUT) | Q(journal__reverses__kind__in=OUT)


@dataclass(frozen=True)
class Parts:
    """In minor units of the booking's currency; `left` is below nothing where more was sent than is due."""

    earned: int = 0
    sent: int = 0

    @property
    def left(self) -> int:
        return self.earned - self.sent


def payable_of(firm_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(account__owner=firm_id, account__kind=AccountKind.PAYABLE)


def with_some_left(firm_id: int) -> Bookings:
    """The bookings of which something is earned and not sent, or has to come back."""
    return _with_a_sum(payable_of(firm_id))


def with_some_sent(firm_id: int) -> Bookings:
    return _with_a_sum(payable_of(firm_id).filter(SENT))


def _with_a_sum(entries: QuerySet[Entry]) -> Bookings:
    sums = entries.filter(journal__booking__isnull=False).values("journal__booking").order_by()
    return sums.annotate(sum=Sum("minor")).exclude(sum=0).values("journal__booking")


def parts_of(firm_id: int, booking_ids: Collection[int]) -> dict[int, Parts]:
    """In one query, by booking; those of which nothing is earned are left out."""
    entries = payable_of(firm_id).filter(journal__booking__in=booking_ids)
    sums = (
        entries.values_list("journal__booking")
        .order_by()
        .annotate(
            earned=Sum(Case(When(SENT, then=0), default=-F("minor"))),
            sent=Sum(Case(When(SENT, then=F("minor")), default=0)),
        )
    )
    return {booking_id: Parts(int(earned), int(sent)) for booking_id, earned, sent in sums}
