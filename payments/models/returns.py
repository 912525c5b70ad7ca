"""Money that goes back after all was settled: by the firms' will, or by the bank of who paid."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When

from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import ChargebackReason, ChargebackState
from payments.models.billing import BillLine
from payments.models.paying import PaymentPlan
from payments.models.triggers import append_only


class LateRefund(models.Model):
    """What a provider, or an operator, gives back of a settled booking; it is the provider's loss."""

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="late_refunds")
    minor = models.BigIntegerField()
    reason = models.TextField(max_length=2000)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="late_refund_of_something", condition=Q(minor__gt=0)),
            models.CheckConstraint(name="late_refund_for_a_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        return f"{self.minor} of {self.plan_id}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.plan.currency)


class LateRefundPart(models.Model):
    """How much of it is of one line of the bill."""

    refund = models.ForeignKey(LateRefund, models.PROTECT, related_name="parts")
    line = models.ForeignKey(BillLine, models.PROTECT, related_name="late_refund_parts")
    minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="late_refund_part_of_something", condition=Q(minor__gt=0)),
            models.UniqueConstraint(fields=["refund", "line"], name="late_refund_part_once"),
        ]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        return f"{self.minor} of line {self.line_id}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.line.gross.currency)


class ChargebackQuerySet(models.QuerySet["Chargeback"]):
    def to_answer(self) -> Self:
        return self.filter(state=ChargebackState.TO_ANSWER)

    def for_page(self) -> Self:
        """Those to be answered first, the most urgent of them on top."""
        order = Case(When(state=ChargebackState.TO_ANSWER, then=0), default=1)
        rows = self.select_related("plan__booking__customer", "plan__booking__provider")
        return rows.order_by(order, "answer_by", "-seen_at")


class Chargeback(models.Model):
    """
    A charge that the payer's bank took back, as the gateway tells of it; amounts are of the charge.

    The provider bears a lost one, unless an operator decides that the marketplace does.
    """

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="chargebacks")
    ref = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=16, choices=ChargebackState)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=64)
    answer_by = models.DateTimeField(null=True, blank=True)
    is_borne_by_us = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ChargebackQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="chargeback_state_known", condition=Q(state__in=ChargebackState.values)
            ),
            models.CheckConstraint(name="chargeback_of_something", condition=Q(minor__gt=0)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answer_by"], name="chargeback_to_answer", condition=Q(state="to_answer"))
        ]

    def __str__(self) -> str:
        return f"{self.ref}: {self.state}"

    @property
    def reason_text(self) -> str:
        """For people; as the bank wrote it where we do not know the word."""
        known = self.reason in ChargebackReason.values
        return str(ChargebackReason(self.reason).label) if known else self.reason

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)
