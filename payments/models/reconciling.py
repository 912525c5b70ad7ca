"""What was compared with the gateway, what differed, and what operators decided about it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from capacity.models import Booking
from marketplace.money import Money
from payments.enums import Decision, DifferenceKind, DifferenceState
from payments.models.ledger import Journal
from payments.models.paying import PaymentOperation


class ReconciliationRunQuerySet(models.QuerySet["ReconciliationRun"]):
    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")


class ReconciliationRun(models.Model):
    """
    One comparison of our books with the gateway's, of the lines since a moment.

    `asked_by` is nobody for the clock. `young` lines were too new to be judged. Where money kept moving,
    the balances were not compared. `violations` are the rules of the ledger that were broken then.
    """

    since = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    young = models.PositiveIntegerField(default=0)
    are_balances_compared = models.BooleanField(default=False)
    violations = models.JSONField(default=list)
    error = models.TextField(blank=True)

    objects = ReconciliationRunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reconciliation_run_finished_after_start",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
            )
        ]

    def __str__(self) -> str:
        return f"reconciliation since {self.since}"

    @property
    def is_sound(self) -> bool:
        """Whether it came to its end, and found no rule of the ledger broken."""
        return self.finished_at is not None and not self.violations


class ReconciliationItemQuerySet(models.QuerySet["ReconciliationItem"]):
    def open(self) -> Self:
        return self.filter(state=DifferenceState.OPEN)

    def standing(self) -> Self:
        """Those by which the books still differ."""
        return self.filter(state__in=(DifferenceState.OPEN, DifferenceState.NOTED))


class ReconciliationItem(models.Model):
    """
    One difference. Amounts are what the balance moved by, by either side's books; `run` found it first.

    `ref` names the gateway's line, of a balance its currency, of a double payment the payment too much.
    """

    run = models.ForeignKey(ReconciliationRun, models.PROTECT, related_name="items")
    last_run = models.ForeignKey(ReconciliationRun, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=DifferenceKind)
    ref = models.CharField(max_length=120)
    type = models.CharField(max_length=120, blank=True)
    source_ref = models.CharField(max_length=120, blank=True)
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    theirs_minor = models.BigIntegerField(null=True)
    ours_minor = models.BigIntegerField(null=True)
    theirs_fee_minor = models.BigIntegerField(default=0)
    ours_fee_minor = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DifferenceState, default=DifferenceState.OPEN)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(max_length=2000, blank=True)
    journal = models.ForeignKey(Journal, models.PROTECT, null=True, related_name="+")

    objects = ReconciliationItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reconciliation_item_kind_known", condition=Q(kind__in=DifferenceKind.values)
            ),
            models.CheckConstraint(
                name="reconciliation_item_state_known", condition=Q(state__in=DifferenceState.values)
            ),
            models.UniqueConstraint(
                fields=["kind", "ref", "currency"],
                name="reconciliation_item_open_once",
                condition=Q(state=DifferenceState.OPEN),
            ),
            models.CheckConstraint(
                name="reconciliation_item_ended",
                condition=Q(state=DifferenceState.OPEN, resolved_at__isnull=True)
                | (~Q(state=DifferenceState.OPEN) & Q(resolved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="reconciliation_item_decided",
                condition=~Q(state__in=(DifferenceState.NOTED, DifferenceState.POSTED))
                | (Q(resolved_by__isnull=False) & ~Q(note="")),
            ),
            models.CheckConstraint(
                name="reconciliation_item_posted",
                condition=~Q(state=DifferenceState.POSTED) | Q(journal__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ref"], name="reconciliation_item_ref")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.difference_minor:+d} {self.currency}"

    @property
    def theirs(self) -> Money | None:
        return None if self.theirs_minor is None else Money(self.theirs_minor, self.currency)

    @property
    def ours(self) -> Money | None:
        return None if self.ours_minor is None else Money(self.ours_minor, self.currency)

    @property
    def theirs_fee(self) -> Money:
        return Money(self.theirs_fee_minor, self.currency)

    @property
    def ours_fee(self) -> Money:
        return Money(self.ours_fee_minor, self.currency)

    @property
    def difference_minor(self) -> int:
        return (self.theirs_minor or 0) - (self.ours_minor or 0)

    @property
    def difference(self) -> Money:
        """How much more there is at the gateway than in our books."""
        return Money(self.difference_minor, self.currency)


class EventReading(models.Model):
    """That the gateway's list of events was read to a moment, and how many of them nobody had brought us."""

    read_at = models.DateTimeField(unique=True)
    through = models.DateTimeField()
    told = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.missed} of {self.told} events until {self.through}"

    @classmethod
    def last(cls) -> EventReading | None:
        return cls.objects.order_by("-read_at").first()

    @classmethod
    def missed_since(cls, moment: datetime) -> int:
        missed = cls.objects.filter(read_at__gte=moment).aggregate(models.Sum("missed"))["missed__sum"]
        return int(missed or 0)


class OperationDecision(models.Model):
    """What an operator decided about an operation that was stuck, and why; `error_code` is what it had."""

    operation = models.ForeignKey(PaymentOperation, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Decision)
    error_code = models.CharField(max_length=120, blank=True)
    reason = models.TextField(max_length=2000)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="operation_decision_known", condition=Q(decision__in=Decision.values)
            ),
            models.CheckConstraint(name="operation_decision_explained", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.decision} of {self.operation_id}"
