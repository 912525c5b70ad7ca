"""What waits for an operator, made without a gateway."""

from __future__ import annotations

from typing import Any

from capacity.models import Booking
from payments.models import PaymentOperation, PaymentPlan, ReconciliationItem, ReconciliationRun
from tests import factories


def plan_of(booking: Booking) -> PaymentPlan:
    return PaymentPlan.objects.create(
        booking=booking,
        rail="card_hold",
        currency=booking.currency,
        quoted_minor=booking.total_minor,
        commission_basis_points=500,
        begun_by=booking.customer.memberships.first(),
        created_at=booking.created_at,
    )


def stuck(booking: Booking, **fields: Any) -> PaymentOperation:
    """A transfer that the gateway refuses, unless told otherwise."""
    defaults = {
        "kind": "transfer",
        "purpose": "earned",
        "params": {"minor": 5000, "currency": booking.currency},
        "state": "stuck",
        "attempts": 1,
        "error_code": "balance_insufficient",
        "not_before": booking.created_at,
        "first_sent_at": booking.created_at,
        "created_at": booking.created_at,
    }
    return PaymentOperation.objects.create(plan=plan_of(booking), **(defaults | fields))


def difference(**fields: Any) -> ReconciliationItem:
    """A line that the gateway alone has."""
    run = ReconciliationRun.objects.create(since=factories.NOW, asked_at=factories.NOW)
    defaults = {
        "kind": "theirs_only",
        "ref": "txn_lost",
        "type": "charge",
        "currency": "CNY",
        "theirs_minor": 5000,
        "found_at": factories.NOW,
    }
    return ReconciliationItem.objects.create(run=run, last_run=run, **(defaults | fields))
