"""How payments keep up, in the figures that tell whether somebody has to look: three queries and a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from payments.models import GatewayEvent, PaymentOperation, ReconciliationItem, ReconciliationRun


@dataclass(frozen=True)
class Readings:
    """Ages are of the oldest that is due; `compared` is nothing where no comparison was finished yet."""

    unsent: int
    unsent_for: timedelta
    stuck: int
    unseen: int
    unseen_for: timedelta
    compared: timedelta | None
    differences: int
    broken: int


def readings(now: datetime) -> Readings:
    due = PaymentOperation.objects.unfinished().filter(not_before__lte=now)
    unsent, oldest = due.aggregate(Count("pk"), Min("not_before")).values()
    events = GatewayEvent.objects.filter(looked_at__isnull=True)
    unseen, first = events.aggregate(Count("pk"), Min("received_at")).values()
    run = ReconciliationRun.objects.finished().newest_first().first()
    return Readings(
        unsent=unsent,
        unsent_for=_age(oldest, now),
        stuck=PaymentOperation.objects.stuck(now).count(),
        unseen=unseen,
        unseen_for=_age(first, now),
        compared=_age(run.finished_at, now) if run else None,
        differences=ReconciliationItem.objects.open().count(),
        broken=len(run.violations) if run else 0,
    )


def _age(moment: datetime | None, now: datetime) -> timedelta:
    return now - moment if moment else timedelta()
