"""What a card holds is free again after some days: shortly before, it is taken instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.events import timers
from marketplace.money import Money, total
from payments.enums import OperationKind
from payments.gateway import PaymentStatus
from payments.gateway.values import Payment
from payments.models import PaymentPlan
from payments.operations import jobs
from payments.operations.asking import ask
from payments.operations.billing.claims import claim_of

GUARD, GUARDING = timedelta(hours=24), "payment_guard"


def guard(plan: PaymentPlan, booking: Booking, payments: Sequence[Payment], *, now: datetime) -> None:
    """What is not due in the end goes back then."""
    for payment in payments:
        before = payment.charge.capture_before if payment.charge else None
        if payment.status != PaymentStatus.AUTHORISED or before is None:
            continue
        if now < before - GUARD:
            timers.start(kind=GUARDING, subject_id=plan.pk, due_at=before - GUARD)
        elif booking.state != BookingState.REQUESTED:
            amount = payment.capturable
            if payment.id == plan.payment_ref:
                amount = min(amount, max(plan.quoted, _due_of_it(plan, booking, payments)))
            ask(plan, OperationKind.CAPTURE, payment.id, now=now, amount=amount, payment=payment.id)


def _due_of_it(plan: PaymentPlan, booking: Booking, payments: Sequence[Payment]) -> Money:
    """By what is agreed or billed by now, what the first payment has to bear beside those on top."""
    sure, contested = claim_of(booking)
    on_top = (each.capturable + each.received for each in payments if each.id != plan.payment_ref)
    return sure + contested - total(on_top, plan.currency)


def guard_if_due(plan_id: int, now: datetime) -> None:
    """The timer's handler: the gateway is asked by a job, for timers run inside a transaction."""
    jobs.defer_advance(plan_id)
