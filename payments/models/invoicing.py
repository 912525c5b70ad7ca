"""What is owed on terms: invoices, what was taken back of them, what paid them, interest, reminders."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from capacity.models import Booking
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import AllocatedTo
from payments.models import triggers
from payments.models.paying import PaymentPlan
from payments.models.terms import AgreedTerms


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, actor: Actor) -> Self:
        """Keep what the actor's organisation owes or is owed; an operator sees all."""
        if actor.is_operator:
            return self
        if actor.organisation is None:
            return self.none()
        return self.filter(Q(customer=actor.organisation) | Q(provider=actor.organisation))

    def owed_by(self, organisation: Organisation | int) -> Self:
        return self.filter(customer=organisation)

    def owed_to(self, organisation: Organisation | int) -> Self:
        return self.filter(provider=organisation)

    def unpaid(self) -> Self:
        """Keep those of which something is open, principal or interest."""
        return self.exclude(open_minor=0, interest_minor=0)

    def overdue(self, today: date) -> Self:
        return self.filter(open_minor__gt=0, due_on__lt=today)

    def lost(self) -> Self:
        """Keep those that the marketplace has written off, and nobody has made good in full."""
        return self.filter(lost_minor__gt=0)

    def not_paid_in_full(self) -> Self:
        """Keep those of which something was given up or written off."""
        return self.filter(write_offs__is_confirmed=True).distinct()

    def paid_in_full(self) -> Self:
        return self.filter(open_minor=0, interest_minor=0).exclude(write_offs__is_confirmed=True)

    def oldest_due_first(self) -> Self:
        return self.order_by("due_on", "pk")

    def for_page(self) -> Self:
        return self.select_related(
            "booking__resource__site",
            "booking__resource__published_revision",
            "customer",
            "provider",
            "terms",
        ).prefetch_related("write_offs")


class Invoice(models.Model):
    """
    What a customer owes a provider for one booking, and by when.

    `open_minor` and `interest_minor` are what is still to be paid of principal and of interest that was
    charged, `lost_minor` what the marketplace has paid in the customer's place and not got back; they
    follow the rows beneath, and a check compares them with those.
    """

    number = models.CharField(max_length=24, unique=True)
    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="invoices")
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="invoices")
    terms = models.ForeignKey(AgreedTerms, models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices_owed")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices_issued")
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    total_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField(default=0)
    lost_minor = models.BigIntegerField(default=0)
    issued_at = models.DateTimeField()
    accepted_on = models.DateField()
    due_on = models.DateField()
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="invoice_of_something", condition=Q(total_minor__gt=0)),
            models.CheckConstraint(
                name="invoice_open_within", condition=Q(open_minor__gte=0, open_minor__lte=F("total_minor"))
            ),
            models.CheckConstraint(
                name="invoice_lost_within",
                condition=Q(lost_minor__gte=0, lost_minor__lte=F("total_minor") - F("open_minor")),
            ),
            models.CheckConstraint(name="invoice_interest", condition=Q(interest_minor__gte=0)),
            models.CheckConstraint(name="invoice_tax", condition=Q(tax_minor__gte=0)),
            models.CheckConstraint(name="invoice_due", condition=Q(due_on__gte=F("accepted_on"))),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["customer", "due_on"], name="invoice_owed_by", condition=Q(open_minor__gt=0)
            ),
            models.Index(
                fields=["provider", "due_on"], name="invoice_owed_to", condition=Q(open_minor__gt=0)
            ),
            models.Index(fields=["customer"], name="invoice_lost_on", condition=Q(lost_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("payments:invoice", args=[self.number])

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, self.currency)

    @property
    def outstanding(self) -> Money:
        return Money(self.open_minor, self.currency)

    @property
    def interest(self) -> Money:
        return Money(self.interest_minor, self.currency)

    @property
    def lost(self) -> Money:
        return Money(self.lost_minor, self.currency)

    def days_late(self, today: date) -> int:
        """How many days after the due date it is; nothing once the principal is paid, or before."""
        return max(0, (today - self.due_on).days) if self.open_minor else 0


class CreditNote(models.Model):
    """Takes back a part of an invoice, or all of it."""

    number = models.CharField(max_length=28, unique=True)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes")
    minor = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="credit_note_of_something", condition=Q(minor__gt=0))
        ]
        triggers: ClassVar = triggers.append_only()

    def __str__(self) -> str:
        return self.number

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.invoice.currency)


class Allocation(models.Model):
    """
    Money that was put to an invoice; below nothing where a credit note set it free again, or where it had
    been another's: `undoes` is the one that it takes back.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations")
    to = models.CharField(max_length=12, choices=AllocatedTo)
    minor = models.BigIntegerField()
    ref = models.CharField(max_length=120, blank=True)
    allocated_at = models.DateTimeField()
    allocated_on = models.DateField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="allocation_of_something", condition=~Q(minor=0)),
            models.CheckConstraint(name="allocation_to_known", condition=Q(to__in=AllocatedTo.values)),
        ]
        triggers: ClassVar = triggers.append_only()

    def __str__(self) -> str:
        return f"{self.minor:+d} to {self.invoice_id}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.invoice.currency)


class InterestCharge(models.Model):
    """
    Interest on an amount that was paid late: of so much, for so many days, at the agreed rate.

    Base and interest are below nothing where it is taken back, for the money had been another's.
    """

    allocation = models.OneToOneField(Allocation, models.PROTECT, related_name="interest")
    base_minor = models.BigIntegerField()
    days = models.PositiveIntegerField()
    minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="interest_charge_of_something",
                condition=Q(days__gt=0)
                & (Q(base_minor__gt=0, minor__gt=0) | Q(base_minor__lt=0, minor__lt=0)),
            )
        ]
        triggers: ClassVar = triggers.append_only()

    def __str__(self) -> str:
        return f"{self.minor} for {self.days} days"


class Reminder(models.Model):
    """That both sides were reminded of an invoice, so many days after its due date."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders")
    day = models.SmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["invoice", "day"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.day:+d}"
