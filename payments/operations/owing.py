"""What the customer owes for a booking in the end, as far as that is certain."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import Money
from payments.enums import Bearer
from payments.models import LateRefund, WriteOff
from payments.operations.billing.claims import claim_of
from payments.policies.charging import LET_GO, OVER


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


def given_up(booking: Booking) -> Money:
    """What its provider does not ask for any more of what was invoiced."""
    waived = WriteOff.objects.borne_by(Bearer.PROVIDER).filter(invoice__booking=booking)
    return Money(int(waived.aggregate(sum=Sum("minor"))["sum"] or 0), booking.currency)
