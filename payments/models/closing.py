"""Months of the books that are closed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from marketplace.periods import PeriodField
from payments.models import triggers


class AccountingPeriod(models.Model):
    """
    A closed month, by its first day, as the clocks of the marketplace's zone told it.

    There is no row for an open month, and none ever goes: what is closed stays closed.
    """

    month = models.DateField(unique=True)
    period = PeriodField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="accounting_period_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="accounting_period_over", condition=Q(closed_at__gte=F("period__endswith"))
            ),
            ExclusionConstraint(
                name="accounting_periods_apart", expressions=[("period", RangeOperators.OVERLAPS)]
            ),
        ]
        triggers: ClassVar = [*triggers.append_only(), triggers.closed_in_order()]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
