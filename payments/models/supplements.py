"""What is paid on top for a change that costs more than is secured."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from marketplace.accounts.models import Membership
from marketplace.money import Money
from marketplace.periods import PeriodField
from payments.enums import SupplementState
from payments.models.paying import PaymentPlan


class Supplement(models.Model):
    """
    The booking moves to `period` once this is paid; where it cannot any more, the money goes back.

    The time is not held meanwhile. `reason` is why the change was refused.
    """

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    period = PeriodField()
    minor = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=SupplementState, default=SupplementState.OPEN)
    reason = models.TextField(blank=True)
    begun_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="supplement_once"),
            models.CheckConstraint(name="supplement_of_something", condition=Q(minor__gt=0)),
            models.CheckConstraint(
                name="supplement_state_known", condition=Q(state__in=SupplementState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.plan_id}: {self.state}"

    @property
    def part(self) -> str:
        """As its payment page names it."""
        return f"supplement {self.number}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.plan.currency)
