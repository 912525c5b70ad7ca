"""Paying later: how much a customer may owe, and what was agreed about it for one booking."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import PayerKind
from payments.models.paying import PaymentPlan


class CreditLimitQuerySet(models.QuerySet["CreditLimit"]):
    def standing(self) -> Self:
        """Keep those that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def in_force(self, day: date) -> Self:
        """Keep those that hold on this day."""
        not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.standing().filter(not_over, valid_from__lte=day)

    def between(self, customer_id: int, provider_id: int) -> Self:
        """Keep what the provider granted, or the marketplace for every provider."""
        return self.filter(Q(provider=provider_id) | Q(provider__isnull=True), customer=customer_id)

    def visible_to(self, actor: Actor) -> Self:
        if actor.is_operator:
            return self
        if actor.organisation is None:
            return self.none()
        return self.filter(Q(customer=actor.organisation) | Q(provider=actor.organisation))


class CreditLimit(models.Model):
    """
    How much a customer may owe at once, and how long; of one provider, or of all if none is named.

    Never edited: another one is granted, and this withdrawn. Without `term_days` the regulation's usual
    term holds. `late_basis_points` is a yearly rate that was agreed; the regulation's holds without one.
    """

    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="credit_limits")
    provider = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="granted_limits"
    )
    currency = models.CharField(max_length=3)
    limit_minor = models.BigIntegerField()
    term_days = models.PositiveSmallIntegerField(null=True, blank=True)
    custom_reason = models.CharField(max_length=300, blank=True)
    late_basis_points = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CreditLimitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "provider", "currency"],
                name="credit_limit_one_standing",
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="credit_limit_of_something", condition=Q(limit_minor__gt=0)),
            models.CheckConstraint(
                name="credit_limit_dates",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="credit_limit_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_limit_of_another",
                condition=Q(provider__isnull=True) | ~Q(provider=F("customer")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} with {self.provider_id or 'all'}: {self.limit_minor} {self.currency}"

    @property
    def limit(self) -> Money:
        return Money(self.limit_minor, self.currency)


class AgreedTerms(models.Model):
    """
    What holds for paying one booking later, frozen on the day it was agreed with both sides' size classes.

    Without `payer` no regulation protects the provider. Interest is `late_ppm` of the amount for each day,
    or `late_basis_points` a year; none where neither is told. `reference_basis_points` was the loan prime
    rate of that day.
    """

    plan = models.OneToOneField(PaymentPlan, models.PROTECT, related_name="terms")
    limit = models.ForeignKey(CreditLimit, models.PROTECT, related_name="agreed")
    signed_on = models.DateField()
    customer_class = models.CharField(max_length=16, choices=SizeClass)
    provider_class = models.CharField(max_length=16, choices=SizeClass)
    payer = models.CharField(max_length=8, choices=PayerKind, blank=True)
    term_days = models.PositiveSmallIntegerField()
    late_ppm = models.PositiveIntegerField(null=True, blank=True)
    late_basis_points = models.PositiveIntegerField(null=True, blank=True)
    reference_basis_points = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreed_terms_one_rate",
                condition=Q(late_ppm__isnull=True) | Q(late_basis_points__isnull=True),
            ),
            models.CheckConstraint(
                name="agreed_terms_protected_have_a_rate",
                condition=Q(payer="") | Q(late_ppm__isnull=False) | Q(late_basis_points__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.term_days} days"
