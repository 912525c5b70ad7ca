"""What payments do when a booking moves."""

from __future__ import annotations

from django.conf import settings

from marketplace.events.models import Event
from payments.models import PaymentPlan
from payments.operations import jobs
from payments.operations.billing.drawing import follow_bill


def follow_booking(event: Event) -> None:
    """What is due may be certain now, or nothing be due any more."""
    plan_id = (
        PaymentPlan.objects.filter(booking=event.data["booking_id"]).values_list("pk", flat=True).first()
    )
    if plan_id is not None:
        jobs.defer_advance(plan_id)


def keep_bill(event: Event) -> None:
    """What it costs in the end is drawn up once it was used, and accepted with the delivery."""
    if settings.PAYMENTS_BACKEND != "off":
        follow_bill(event.data["booking_id"], event.recorded_at)
