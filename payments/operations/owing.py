"""What the customer owes for a booking in the end, as far as that is certain."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import Money
from payments.enums import AccountKind, Bearer, JournalKind
from payments.models import Entry, LateRefund, WriteOff
from payments.operations.billing.claims import claim_of
from payments.policies.charging import LET_GO, OVER

PAID = (JournalKind.CAPTURE, JournalKind.ALLOCATION, JournalKind.REFUND, JournalKind.DISPUTE_LOSS)


@dataclass(frozen=True)
class Owed:
    """`sure` is beyond doubt; `open` may become due as well, and is kept until that is decided."""

    sure: Money
    open: Money

    @property
    def most(self) -> Money:
        return self.sure + self.open


def owed(booking: Booking, state: BookingState) -> Owed | None:
    """Nothing yet, while the booking goes on or the customer may still answer its bill."""
    nothing = Money(0, booking.currency)
    if state in LET_GO:
        return Owed(nothing, nothing)
    if state not in OVER:
        return None
    sure, contested = claim_of(booking)
    return Owed(max(sure - refunded_late(booking) - given_up(booking), nothing), contested)


def refunded_late(booking: Booking) -> Money:
    """What was given back after all was settled."""
    granted = LateRefund.objects.filter(plan__booking=booking).aggregate(sum=Sum("minor"))["sum"]
    return Money(int(granted or 0), booking.currency)


def left_of_paid(booking: Booking) -> Money:
    """Of what came for a booking, what was neither given back, promised back, nor taken back by a bank."""
    entries = Entry.objects.filter(journal__booking=booking, account__kind=AccountKind.CLEARING)
    rows = entries.filter(journal__kind__in=PAID).values_list("journal__kind").order_by()
    moved = {kind: int(minor) for kind, minor in rows.annotate(Sum("minor"))}
    given_back = max(moved.pop(JournalKind.REFUND, 0), refunded_late(booking).minor)
    return Money(max(-sum(moved.values()) - given_back, 0), booking.currency)


def given_up(booking: Booking) -> Money:
    """What its provider does not ask for any more of what was invoiced."""
    waived = WriteOff.objects.borne_by(Bearer.PROVIDER).filter(invoice__booking=booking)
    return Money(int(waived.aggregate(sum=Sum("minor"))["sum"] or 0), booking.currency)
