"""
The net under webhooks: the gateway's own list of events, read each hour.

It is read by time and a little backwards, not from the last event that came: the one before it may be
the one that was lost. Events of accounts stand in no list, so each account is looked at.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from payments.gateway import Gateway
from payments.models import EventReading, GatewayEvent, PayoutAccount
from payments.operations import jobs
from payments.operations.inbox import receive

KEPT = timedelta(days=30)  # the gateway lists no older ones
OVERLAP = timedelta(hours=1)
GRACE = timedelta(minutes=2)  # their webhook may be on its way


def fetch_events(gateway: Gateway, *, now: datetime) -> EventReading:
    """
    Keep every event that nobody has brought; each is looked at as if its webhook had come.

    :raises GatewayProblem: it cannot be read now; try again
    """
    last = EventReading.last()
    since = max(last.through - OVERLAP, now - KEPT) if last else now - KEPT
    told = gateway.events.since(since)
    known = set(GatewayEvent.objects.filter(pk__in=[event.id for event in told]).values_list("pk", flat=True))
    young = [event for event in told if now - GRACE < event.created_at <= now and event.id not in known]
    waiting = {event.id for event in young}
    missed = [event for event in told if event.id not in known | waiting]
    for event in missed:
        receive(event, now=now)
    through = min((event.created_at for event in young), default=now)
    return EventReading.objects.create(read_at=now, through=through, told=len(told), missed=len(missed))


def look_at_accounts(*, is_active: bool) -> None:
    """Have a job look at each account that may be sent money, or at each that may not yet."""
    found = PayoutAccount.objects.filter(is_active=is_active).exclude(ref="").order_by("pk")
    jobs.defer_account_looks(list(found.values_list("ref", flat=True)))
