"""The plan of a booking, asked for once however many parts of a page want it."""

from __future__ import annotations

from django.conf import settings

from capacity.models import Booking
from payments.enums import PaymentState, Rail
from payments.models import PaymentPlan


def plan_of(booking: Booking) -> PaymentPlan | None:
    """None where nobody has begun to pay, or payments are off."""
    if settings.PAYMENTS_BACKEND == "off":
        return None
    try:
        plan: PaymentPlan = booking.payment_plan
    except PaymentPlan.DoesNotExist:
        return None
    return plan


def is_begun(plan: PaymentPlan | None) -> bool:
    """Whether it was secured here once, by the gateway or on terms."""
    if plan is None:
        return False
    return bool(plan.payment_ref) or (plan.rail == Rail.NET_TERMS and plan.state != PaymentState.CREATED)
