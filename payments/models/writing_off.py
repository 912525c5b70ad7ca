"""What of an invoice is not paid: given up by the provider, or written off; and what came of it after all."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import Bearer
from payments.models import triggers
from payments.models.invoicing import CreditNote, Invoice

LONGEST_REASON = 300


class WriteOffQuerySet(models.QuerySet["WriteOff"]):
    def confirmed(self) -> Self:
        """Keep those that count."""
        return self.filter(is_confirmed=True)

    def waiting(self) -> Self:
        """Keep those that a second operator has to confirm."""
        return self.filter(is_confirmed__isnull=True)

    def for_desk(self) -> Self:
        """With all that a row of the operators' desk shows, the longest waiting first."""
        related = (
            "invoice__booking__resource__site",
            "invoice__customer",
            "invoice__provider",
            "proposed_by",
        )
        return self.select_related(*related).order_by("proposed_at", "pk")

    def borne_by(self, bearer: Bearer) -> Self:
        return self.confirmed().filter(bearer=bearer)


class WriteOff(models.Model):
    """
    So much of an invoice will not be paid: its provider gives it up, or the marketplace bears it.

    What the provider gives up is taken back by a credit note. What the marketplace bears the customer still
    owes; above a limit it counts once a second operator has confirmed it, and `is_confirmed` is nothing
    while none has answered. `interest_minor` is interest that was charged and falls away with it.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="write_offs")
    bearer = models.CharField(max_length=12, choices=Bearer)
    minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=LONGEST_REASON)
    credit_note = models.OneToOneField(
        CreditNote, models.PROTECT, null=True, blank=True, related_name="write_off"
    )
    needs_second = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_confirmed = models.BooleanField(null=True, blank=True)

    objects = WriteOffQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="write_off_of_something",
                condition=Q(minor__gt=0, interest_minor__gte=0) | Q(minor=0, interest_minor__gt=0),
            ),
            models.CheckConstraint(name="write_off_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="write_off_is_somebodys_loss",
                condition=Q(bearer=Bearer.MARKETPLACE, minor__gt=0, credit_note__isnull=True)
                | Q(bearer=Bearer.PROVIDER, minor__gt=0, credit_note__isnull=False)
                | Q(bearer=Bearer.PROVIDER, minor=0, credit_note__isnull=True),
            ),
            models.CheckConstraint(
                name="write_off_by_the_provider_counts_at_once",
                condition=~Q(bearer=Bearer.PROVIDER) | Q(is_confirmed__isnull=False, is_confirmed=True),
            ),
            models.CheckConstraint(
                name="write_off_decided_whole",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_confirmed__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_confirmed__isnull=False),
            ),
            models.CheckConstraint(
                name="write_off_by_four_eyes",
                condition=Q(needs_second=False)
                | Q(is_confirmed__isnull=True)
                | Q(is_confirmed=False)
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["invoice"], name="write_off_one_waiting", condition=Q(is_confirmed__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minor} of {self.invoice_id}, borne by {self.bearer}"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.invoice.currency)

    @property
    def interest(self) -> Money:
        return Money(self.interest_minor, self.invoice.currency)


class Recovery(models.Model):
    """
    What of a write-off the marketplace has back: the customer's money, which an operator put to it, or a
    credit note, by which so much was not owed at all.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="recoveries")
    minor = models.BigIntegerField()
    credit_note = models.OneToOneField(
        CreditNote, models.PROTECT, null=True, blank=True, related_name="recovery"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="recovery_of_something", condition=Q(minor__gt=0)),
            models.CheckConstraint(
                name="recovery_by_money_or_note",
                condition=Q(credit_note__isnull=True, made_by__isnull=False)
                | Q(credit_note__isnull=False, made_by__isnull=True),
            ),
        ]
        triggers: ClassVar = triggers.append_only()

    def __str__(self) -> str:
        return f"{self.minor} of {self.invoice_id} made good"

    @property
    def amount(self) -> Money:
        return Money(self.minor, self.invoice.currency)
