"""The net under jobs and webhooks: what is due and nobody has taken up."""

from __future__ import annotations

from datetime import datetime, timedelta

from payments.models import GatewayEvent, PaymentOperation
from payments.operations import jobs

GRACE = timedelta(minutes=1)  # the ordinary job comes first
AT_ONCE = 500


def sweep(*, now: datetime) -> int:
    """Give every plan with something overdue a job, and every event that nobody looked at; how many."""
    overdue = PaymentOperation.objects.due(now - GRACE).values_list("plan", flat=True)
    plans = list(dict.fromkeys(overdue[:AT_ONCE]))
    unseen = GatewayEvent.objects.filter(looked_at__isnull=True, received_at__lte=now - GRACE)
    events = list(unseen.values_list("pk", flat=True)[:AT_ONCE])
    for plan_id in plans:
        jobs.defer_advance(plan_id)
    for event_id in events:
        jobs.defer_look(event_id)
    return len(plans) + len(events)
