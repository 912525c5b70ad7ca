"""What the customer owes for a booking in the end, as far as that is certain."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import Money
from payments.models import LateRefund
from payments.policies.charging import due_of


@dataclass(frozen=True)
class Owed:
    """`sure` is beyond doubt; `open` may become due as well, and is kept until that is decided."""

    sure: Money
    open: Money

    @property
    def most(self) -> Money:
        return self.sure + self.open


def owed(booking: Booking, state: BookingState) -> Owed | None:
    """Nothing yet, while the booking goes on."""
    due = due_of(booking, state)
    if due is None:
        return None
    nothing = Money(0, booking.currency)
    return Owed(max(due - refunded_late(booking), nothing), nothing)


def refunded_late(booking: Booking) -> Money:
    """What was given back after all was settled."""
    granted = LateRefund.objects.filter(plan__booking=booking).aggregate(sum=Sum("minor"))["sum"]
    return Money(int(granted or 0), booking.currency)
