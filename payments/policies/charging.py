"""What is due for a booking, and how it is shared: pure rules over what was agreed."""

from __future__ import annotations

from datetime import timedelta

from capacity.enums import BookingState, ChargeMode
from capacity.models import Booking
from marketplace.money import Money, share
from payments.enums import Rail

WHOLE = 10_000  # basis points
ALLOWANCE = 2_000
PAYOUT_HOLD = timedelta(days=2)  # in which a mistake can still be told
# What the gateway is asked for; other currencies are settled outside.
PAYABLE = frozenset({"CNY", "EUR", "JPY", "USD"})
OVER = frozenset({BookingState.COMPLETED, BookingState.CANCELLED, BookingState.NO_SHOW})
LET_GO = frozenset({BookingState.EXPIRED, BookingState.DECLINED, BookingState.WITHDRAWN})


def is_to_pay(booking: Booking) -> bool:
    """Whether the gateway has to secure anything for it."""
    return booking.total_minor > 0 and booking.currency in PAYABLE


def allowance_for(booking: Booking, rail: Rail) -> Money:
    """Held on a card beyond the price, where use beyond the period is charged; let go of if unused."""
    is_charged = booking.offer_terms.get("charge_mode") == ChargeMode.OVERAGE
    beyond = ALLOWANCE if is_charged and rail == Rail.CARD_HOLD else 0
    return Money(share(booking.total_minor, beyond, WHOLE), booking.currency)


def commission_on(amount: Money, basis_points: int) -> Money:
    return Money(share(amount.minor, basis_points, WHOLE), amount.currency)
