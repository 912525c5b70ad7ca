"""What the customer owes for a booking in the end, as far as that is certain."""

from __future__ import annotations

from dataclasses import dataclass

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import Money
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
    return None if due is None else Owed(due, Money(0, booking.currency))
