"""The months of the books: which are closed, which comes next, and what speaks against closing it yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from payments.models import AccountingPeriod, Journal, PaymentOperation, ReconciliationItem, ReconciliationRun
from payments.operations.closing import period_of


@dataclass(frozen=True)
class Doubts:
    """What is still open, so that something may have to be posted; the month is not compared to its end."""

    differences: int
    stuck: int
    is_compared: bool

    def __bool__(self) -> bool:
        return bool(self.differences or self.stuck or not self.is_compared)


class MonthsPage:
    def __init__(self, *, now: datetime) -> None:
        self.now = now

    @cached_property
    def closed(self) -> list[AccountingPeriod]:
        return list(AccountingPeriod.objects.select_related("closed_by").order_by("-month"))

    @cached_property
    def next(self) -> date | None:
        """The month after the last closed one, or the first in which anything was posted; if it is over."""
        month = self._after_the_last() if self.closed else self._first()
        return month if month and period_of(month).ends_at <= self.now else None

    def _after_the_last(self) -> date:
        return (self.closed[0].month + timedelta(days=31)).replace(day=1)

    def _first(self) -> date | None:
        first = Journal.objects.order_by("posted_at").values_list("posted_at", flat=True).first()
        return timezone.localdate(first).replace(day=1) if first else None

    @cached_property
    def journals(self) -> int:
        """How many were posted in the month that comes next."""
        if self.next is None:
            return 0
        period = period_of(self.next)
        return Journal.objects.filter(posted_at__gte=period.starts_at, posted_at__lt=period.ends_at).count()

    @cached_property
    def doubts(self) -> Doubts:
        assert self.next is not None
        end = period_of(self.next).ends_at
        compared = ReconciliationRun.objects.finished().filter(started_at__gte=end)
        return Doubts(
            differences=ReconciliationItem.objects.open().count(),
            stuck=PaymentOperation.objects.stuck(self.now).count(),
            is_compared=compared.exists(),
        )
