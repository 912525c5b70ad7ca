"""What the bank tells, whose money it is, and what operators send by bank."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from capacity.enums import BookingState
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import (
    NOT_TO_SEND,
    PROVEN,
    BankLineState,
    BankTaskKind,
    BankTaskState,
    PaymentState,
    Rail,
    StatementFormat,
)
from payments.models.ledger import Journal
from payments.models.paying import PaymentPlan
from payments.models.triggers import append_only

LONGEST_NAME, LONGEST_TEXT = 200, 500


class BankStatement(models.Model):
    """A file of the bank's, taken over whole; the same file is known by its digest."""

    digest = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=LONGEST_NAME)
    format = models.CharField(max_length=8, choices=StatementFormat)
    encoding = models.CharField(max_length=20)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def open(self) -> Self:
        return self.filter(state=BankLineState.OPEN)


class BankLine(models.Model):
    """
    One line of a statement: what came in is above nothing, what went out below.

    `fingerprint` is the same in every file that tells of the line, so that it is kept once.
    """

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField()
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    party_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    party_account = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    bank_ref = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=BankLineState, default=BankLineState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=LONGEST_TEXT, blank=True)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="bank_line_of_something", condition=~Q(minor=0)),
            models.CheckConstraint(name="bank_line_state_known", condition=Q(state__in=BankLineState.values)),
            models.CheckConstraint(
                name="bank_line_decided_by_somebody",
                condition=Q(state=BankLineState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=BankLineState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-booked_on", "-id"], name="bank_line_open", condition=Q(state="open")),
            models.Index(fields=["state", "-booked_on", "-id"], name="bank_line_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.minor:+d} {self.currency} {self.party_name}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)

    @property
    def size(self) -> Money:
        return Money(abs(self.minor), self.currency)

    @property
    def is_incoming(self) -> bool:
        return self.minor > 0


class BankPartQuerySet(models.QuerySet["BankPart"]):
    def waiting(self) -> Self:
        """Kept for bookings that still wait for the rest of their money."""
        return self.filter(
            applied_at__isnull=True,
            plan__rail=Rail.MANUAL,
            plan__state=PaymentState.CREATED,
            plan__booking__state=BookingState.HELD,
        )

    def left_behind(self) -> Self:
        """Meant for bookings that are still to be paid, and by another way now."""
        to_pay = self.filter(plan__state=PaymentState.CREATED, plan__booking__state=BookingState.HELD)
        return to_pay.filter(applied_at__isnull=True).exclude(plan__rail=Rail.MANUAL)


class BankPart(models.Model):
    """
    How much of a customer's money is for which booking; from a transfer, or from money it had with us.

    It is the customer's, unapplied, until the whole amount for the booking is there (`applied_at`).
    """

    line = models.ForeignKey(BankLine, models.PROTECT, null=True, related_name="parts")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_parts")
    plan = models.ForeignKey(PaymentPlan, models.PROTECT, null=True, related_name="bank_parts")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    applied_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = BankPartQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="bank_part_of_something", condition=Q(minor__gt=0)),
            models.CheckConstraint(
                name="bank_part_from_or_for_something",
                condition=Q(line__isnull=False) | Q(plan__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minor} {self.currency} of {self.customer_id} for {self.plan_id}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)


class UndoneMatch(models.Model):
    """A line that was matched to a customer by mistake: who took that back, and why."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="undone_matches")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reversal = models.OneToOneField(Journal, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_TEXT)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        return f"{self.line} not of {self.customer}"


class BankTaskQuerySet(models.QuerySet["BankTask"]):
    def unpaid(self) -> Self:
        return self.exclude(state__in=NOT_TO_SEND)

    def not_returned(self) -> Self:
        """What came back is asked anew by another."""
        return self.exclude(state=BankTaskState.RETURNED)

    def due(self, now: datetime) -> Self:
        return self.unpaid().filter(not_before__lte=now)


class BankTask(models.Model):
    """
    Money that an operator sends by bank: back to a customer, or to a provider.

    Out of what is held for the booking, or with `is_credit` out of what is the customer's and not applied.
    """

    kind = models.CharField(max_length=8, choices=BankTaskKind)
    plan = models.ForeignKey(PaymentPlan, models.PROTECT, null=True, related_name="bank_tasks")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_tasks")
    purpose = models.CharField(max_length=120)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_credit = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=BankTaskState, default=BankTaskState.DUE)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    holder = models.CharField(max_length=LONGEST_NAME, blank=True)
    account = models.CharField(max_length=64, blank=True)
    bank = models.CharField(max_length=LONGEST_NAME, blank=True)
    needs_second = models.BooleanField(default=False)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    line = models.ForeignKey(BankLine, models.PROTECT, null=True, related_name="tasks")
    note = models.CharField(max_length=LONGEST_TEXT, blank=True)

    objects = BankTaskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "recipient", "kind", "purpose"],
                name="bank_task_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="bank_task_kind_known", condition=Q(kind__in=BankTaskKind.values)),
            models.CheckConstraint(name="bank_task_state_known", condition=Q(state__in=BankTaskState.values)),
            models.CheckConstraint(name="bank_task_of_something", condition=Q(minor__gt=0)),
            models.CheckConstraint(
                name="bank_task_credit_is_refunded", condition=Q(is_credit=False) | Q(kind="refund")
            ),
            models.CheckConstraint(
                name="bank_task_prepared_by_somebody",
                condition=Q(state__in=("due", "withdrawn"), prepared_by__isnull=True)
                | (~Q(state__in=("due", "withdrawn")) & Q(prepared_by__isnull=False) & ~Q(account="")),
            ),
            models.CheckConstraint(
                name="bank_task_released_by_somebody",
                condition=Q(state__in=("due", "prepared", "withdrawn"), released_by__isnull=True)
                | Q(state__in=("released", *PROVEN), released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="bank_task_withdrawn_by_somebody",
                condition=Q(state="withdrawn", withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & Q(is_credit=True)
                | ~Q(state="withdrawn") & Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="bank_task_by_four_eyes",
                condition=Q(needs_second=False)
                | Q(released_by__isnull=True)
                | ~Q(released_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="bank_task_proven_by_a_line",
                condition=Q(state__in=PROVEN, line__isnull=False)
                | (~Q(state__in=PROVEN) & Q(line__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.minor} {self.currency} to {self.recipient_id}: {self.state}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.currency)

    @property
    def reference(self) -> str:
        """What is written into the transfer, and looked for on the statement."""
        return f"RT-{self.pk}"
