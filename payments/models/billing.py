"""The bill of a booking, its lines, and the disputes about them."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from capacity.enums import ChargeMode
from capacity.models import Booking
from capacity.pricing import PriceLine, line_label
from marketplace.money import Money
from payments.enums import BillKind, LineState

ENDED = frozenset({LineState.ACCEPTED, LineState.SETTLED})


class BillQuerySet(models.QuerySet["Bill"]):
    def with_lines(self) -> Self:
        return self.prefetch_related("lines__dispute__offers", "lines__dispute__files")


class Bill(models.Model):
    """What one booking costs in the end; drawn up once, and never changed but by accepting and disputing."""

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="bill")
    kind = models.CharField(max_length=16, choices=BillKind)
    charge_mode = models.CharField(max_length=8, choices=ChargeMode)
    currency = models.CharField(max_length=3)
    drawn_at = models.DateTimeField()

    objects = BillQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="bill_kind_known", condition=Q(kind__in=BillKind.values)),
            models.CheckConstraint(
                name="bill_charge_mode_known", condition=Q(charge_mode__in=ChargeMode.values)
            ),
        ]

    def __str__(self) -> str:
        return f"bill of {self.booking_id}"


class BillLine(models.Model):
    """
    One line: its price as it was reckoned (`price`, as of a booking), net and tax.

    Of `disputed_minor`, which holds tax as well, the provider keeps `kept_minor` in the end.
    `returned_minor` is what cancelling gave back of it, and is not in net and tax any more.
    """

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    price = models.JSONField()
    less = models.JSONField(null=True, blank=True)
    is_beyond = models.BooleanField(default=False)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    returned_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=LineState, default=LineState.OPEN)
    disputed_minor = models.BigIntegerField(default=0)
    kept_minor = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bill", "number"], name="bill_line_once"),
            models.CheckConstraint(name="bill_line_state_known", condition=Q(state__in=LineState.values)),
            models.CheckConstraint(
                name="bill_line_amounts",
                condition=Q(net_minor__gte=0, tax_minor__gte=0, returned_minor__gte=0),
            ),
            models.CheckConstraint(
                name="bill_line_disputed_within",
                condition=Q(disputed_minor=0, state__in=[LineState.OPEN, LineState.ACCEPTED])
                | Q(
                    disputed_minor__gt=0,
                    disputed_minor__lte=F("net_minor") + F("tax_minor"),
                    state__in=[LineState.DISPUTED, LineState.SETTLED],
                ),
            ),
            models.CheckConstraint(
                name="bill_line_kept_within",
                condition=Q(kept_minor=0)
                | Q(kept_minor__gt=0, kept_minor__lte=F("disputed_minor"), state=LineState.SETTLED),
            ),
            models.CheckConstraint(
                name="bill_line_decided_at_a_time",
                condition=Q(state__in=sorted(ENDED), decided_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(decided_at__isnull=True)),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="amounts_stay",
                operation=pgtrigger.UpdateOf("net_minor", "tax_minor", "returned_minor", "price")  # type: ignore[no-untyped-call]
                | pgtrigger.Delete,
            ),
            pgtrigger.Protect(
                name="ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=sorted(ENDED)),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.bill_id}: {self.state}"

    @property
    def label(self) -> str:
        """What it is for, in the reader's language."""
        return line_label(PriceLine.from_json(self.price))

    @property
    def gross(self) -> Money:
        return self._money(self.net_minor + self.tax_minor)

    @property
    def returned(self) -> Money:
        return self._money(self.returned_minor)

    @property
    def disputed(self) -> Money:
        return self._money(self.disputed_minor)

    @property
    def kept(self) -> Money:
        """What the provider keeps of what was disputed."""
        return self._money(self.kept_minor)

    @property
    def sure(self) -> Money:
        """What is due of it whatever becomes of a dispute."""
        return self.gross - self.disputed + self.kept

    @property
    def open(self) -> Money:
        """What a dispute keeps until it has ended."""
        return self.disputed if self.state == LineState.DISPUTED else self._money(0)

    def _money(self, minor: int) -> Money:
        currency: Any = self.price["currency"]
        return Money(minor, str(currency))
