"""How a resource is sold, and for how much. Amounts are minor units of the offer's currency."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from capacity.enums import ChargeMode, ExtraKind, ExtraUnit, OfferKind, RateUnit
from marketplace.accounts.enums import SizeClass
from marketplace.language import in_readers_language
from marketplace.money import EXPONENTS

CURRENCIES = [(code, code) for code in sorted(EXPONENTS)]


class OfferQuerySet(models.QuerySet["Offer"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_terms(self) -> Self:
        return self.prefetch_related("rates", "extras", "tiers")


@pghistory.track()
class Offer(models.Model):
    resource = models.ForeignKey("capacity.Resource", models.CASCADE, related_name="offers")
    kind = models.CharField(_("kind"), max_length=16, choices=OfferKind)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="CNY")
    charge_mode = models.CharField(
        _("charged"), max_length=8, choices=ChargeMode, default=ChargeMode.RESERVED
    )
    is_instant = models.BooleanField(_("confirms at once"), default=False)
    is_active = models.BooleanField(_("on offer"), default=True)
    set_up_minor = models.PositiveBigIntegerField(_("set-up"), default=0)
    minimum_charge_minor = models.PositiveBigIntegerField(_("minimum charge"), default=0)
    tax_basis_points = models.PositiveIntegerField(_("tax"), default=1300)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="offer_tax_below_all", condition=Q(tax_basis_points__lt=10_000)),
            models.CheckConstraint(name="offer_currency_known", condition=Q(currency__in=sorted(EXPONENTS))),
            models.CheckConstraint(
                name="offer_charge_mode_known", condition=Q(charge_mode__in=ChargeMode.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_readers_language(self.name_zh, self.name_en)


@pghistory.track()
class Rate(models.Model):
    """
    A price per unit, for one customer class or all, in a weekly band of the site's wall time.

    `ends_wall` 00:00 is midnight; an empty band is the whole week. Dated by local date, last day inside.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="rates")
    unit = models.CharField(_("per"), max_length=8, choices=RateUnit, default=RateUnit.HOUR)
    amount_minor = models.PositiveBigIntegerField(_("amount"))
    customer_class = models.CharField(_("customer class"), max_length=16, choices=SizeClass, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    starts_wall = models.TimeField(_("from"), null=True, blank=True)
    ends_wall = models.TimeField(_("to"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rate_band_whole",
                condition=Q(starts_wall__isnull=True, ends_wall__isnull=True)
                | Q(starts_wall__isnull=False, ends_wall__isnull=False),
            ),
            models.CheckConstraint(
                name="rate_valid_forwards",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} / {self.unit}"


@pghistory.track()
class Extra(models.Model):
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="extras")
    kind = models.CharField(_("kind"), max_length=16, choices=ExtraKind)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    unit = models.CharField(_("per"), max_length=8, choices=ExtraUnit, default=ExtraUnit.HOUR)
    amount_minor = models.PositiveBigIntegerField(_("amount"))
    is_required = models.BooleanField(_("always included"), default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_readers_language(self.name_zh, self.name_en)


class CancellationTier(models.Model):
    """Cancelled at least `notice_minutes` before the start, the customer gets this share back."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="tiers")
    notice_minutes = models.PositiveIntegerField(_("before the start"))
    refund_basis_points = models.PositiveIntegerField(_("returned"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "notice_minutes"], name="tier_once"),
            models.CheckConstraint(name="tier_at_most_all", condition=Q(refund_basis_points__lte=10_000)),
        ]

    def __str__(self) -> str:
        return f"{self.notice_minutes} min: {self.refund_basis_points / 100:g} %"
