"""The rules of prompt payment as rows with dates: a new regulation is a new row, never an edit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from payments.enums import PayerKind


class PromptPaymentRule(models.Model):
    """
    When such a payer has to pay a medium, small or micro firm, for contracts signed from a day on.

    `usual_days` hold where nothing was agreed. More than `longest_days` may not be agreed; where
    `allows_custom` a longer term that is usual in the trade may. `late_ppm` of the amount is owed for each
    day of delay where no rate was agreed.
    """

    payer = models.CharField(max_length=8, choices=PayerKind)
    valid_from = models.DateField()
    usual_days = models.PositiveSmallIntegerField()
    longest_days = models.PositiveSmallIntegerField()
    allows_custom = models.BooleanField(default=False)
    late_ppm = models.PositiveIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payer", "valid_from"], name="prompt_payment_rule_once"),
            models.CheckConstraint(
                name="prompt_payment_rule_payer_known", condition=Q(payer__in=PayerKind.values)
            ),
            models.CheckConstraint(
                name="prompt_payment_rule_days", condition=Q(usual_days__lte=F("longest_days"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} from {self.valid_from}"


class ReferenceRate(models.Model):
    """The one-year loan prime rate from the day of its announcement on: agreed interest is never below it."""

    valid_from = models.DateField(unique=True)
    basis_points = models.PositiveIntegerField()
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.basis_points} bp from {self.valid_from}"
