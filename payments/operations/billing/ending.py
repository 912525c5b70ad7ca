"""How a dispute ends, whoever ends it: the line is settled, and the payment goes on."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.actor import Actor
from marketplace.money import Money
from payments.enums import Ending, LineState
from payments.models import LineDispute, PaymentPlan
from payments.operations import jobs


def end_dispute(dispute: LineDispute, *, kept: Money, ending: Ending, by: Actor, now: datetime) -> None:
    """The provider keeps `kept` of what was disputed; under the lock of the booking."""
    line = dispute.line
    line.state, line.kept_minor = LineState.SETTLED, kept.minor
    line.decided_at, line.decided_by = now, by.user
    line.save(update_fields=["state", "kept_minor", "decided_at", "decided_by"])
    dispute.ending, dispute.ended_at, dispute.ended_by = ending, now, by.user
    dispute.save(update_fields=["ending", "ended_at", "ended_by"])
    dispute.offers.filter(closed_at__isnull=True).update(closed_at=now)
    for plan_id in PaymentPlan.objects.filter(booking=line.bill.booking_id).values_list("pk", flat=True):
        jobs.defer_advance(plan_id)
