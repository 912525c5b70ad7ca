"""Recording what happened, inside the transaction that makes it happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from marketplace.events import signals, tasks
from marketplace.events.models import Event


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """What events have in common; subclasses add plain JSON values and are named by a past participle."""

    resource_id: int | None = None
    version: int | None = None


def record(event: DomainEvent, *, now: datetime) -> Event:
    """
    Write the event, and a job for each of its subscribers, in the caller's transaction.

    After the commit the watchers of the resource are signalled; that may fail, the rest may not.

    :raises TransactionManagementError: there is no transaction
    """
    (row,) = record_all([event], now=now)
    return row


def record_all(events: Iterable[DomainEvent], *, now: datetime) -> list[Event]:
    """The same of many events, in as many statements as for one."""
    rows = Event.objects.bulk_create(
        Event(
            name=type(event).__name__,
            resource_id=event.resource_id,
            version=event.version,
            data=asdict(event),
            recorded_at=now,
        )
        for event in events
    )
    tasks.defer_deliveries(rows)
    for row in rows:
        if row.resource_id is not None:
            _signal_after_commit(row.resource_id)
    return rows


def _signal_after_commit(resource_id: int) -> None:
    # A named function: Django tells the name of one that failed, and a partial has none to tell.
    def signal() -> None:
        signals.resource_changed(resource_id)

    transaction.on_commit(signal, robust=True)
