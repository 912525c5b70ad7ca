"""Giving back of a settled booking: what is left, what it means for the provider, what was given before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.models import Booking
from marketplace.money import Money
from payments.enums import Rail
from payments.forms import LateRefundForm
from payments.models import LateRefund, PaymentPlan
from payments.operations.late_refunds import Part, RefundableLine, refundable, refundable_lines


@dataclass(frozen=True)
class GivenBack:
    """A refund of a settled booking as both sides read it."""

    refund: LateRefund

    @property
    def parts(self) -> list[tuple[str, Money]]:
        """Of which lines of the bill it is, where that was told."""
        return [(part.line.label, part.amount) for part in self.refund.parts.all()]


def given_back(plan: PaymentPlan) -> list[GivenBack]:
    """The latest first."""
    refunds = plan.late_refunds.select_related("plan", "granted_by").order_by("-granted_at", "-pk")
    return [GivenBack(refund) for refund in refunds.prefetch_related("parts__line")]


@dataclass(frozen=True)
class GivingBack:
    """What was given back of a booking, and what can be still; nothing before it is settled."""

    booking: Booking
    plan: PaymentPlan | None
    now: datetime

    @property
    def settled_at(self) -> datetime | None:
        return self.plan.settled_at if self.plan else None

    @property
    def left(self) -> Money:
        return refundable(self.booking, self.now) if self.settled_at else Money(0, self.booking.currency)

    @property
    def lines(self) -> list[RefundableLine]:
        return refundable_lines(self.booking) if self.settled_at else []

    @property
    def given(self) -> list[GivenBack]:
        return given_back(self.plan) if self.plan else []


class LateRefundPage:
    """`data` is what was typed; `trouble` is why it was refused."""

    def __init__(self, booking: Booking, plan: PaymentPlan, *, now: datetime, data: Any = None) -> None:
        self.booking, self.plan, self.now = booking, plan, now
        self.lines = refundable_lines(booking)
        self.form = LateRefundForm(plan.currency, self.lines, data)
        self.trouble = ""

    @property
    def parts(self) -> list[Part]:
        """As they were typed, once the form is valid."""
        lines = {each.number: each.line for each in self.lines}
        return [Part(lines[number], amount) for number, amount in self.form.parts.items()]

    @property
    def zone(self) -> ZoneInfo:
        return self.booking.resource.site.zone

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            (self.booking.reference, self.booking.get_absolute_url()),
            (_("Give money back"), ""),
        ]

    @property
    def is_on_terms(self) -> bool:
        return self.plan.rail == Rail.NET_TERMS

    @cached_property
    def left(self) -> Money:
        return refundable(self.booking, self.now)

    @cached_property
    def earlier(self) -> list[GivenBack]:
        return given_back(self.plan)

    @property
    def cancel_url(self) -> str:
        return reverse("capacity:booking", args=[self.booking.reference])
