"""What is due for a booking, and how it is shared: pure rules over what was agreed."""

from __future__ import annotations

from datetime import timedelta

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import Money, share

WHOLE = 10_000  # basis points
PAYOUT_HOLD = timedelta(days=2)  # in which a mistake can still be told
# What the gateway is asked for; other currencies are settled outside.
PAYABLE = frozenset({"CNY", "EUR", "JPY", "USD"})
OVER = frozenset({BookingState.COMPLETED, BookingState.CANCELLED, BookingState.NO_SHOW})
LET_GO = frozenset({BookingState.EXPIRED, BookingState.DECLINED, BookingState.WITHDRAWN})


def is_to_pay(booking: Booking) -> bool:
    """Whether the gateway has to secure anything for it."""
    return booking.total_minor > 0 and booking.currency in PAYABLE


def commission_on(amount: Money, basis_points: int) -> Money:
    return Money(share(amount.minor, basis_points, WHOLE), amount.currency)
