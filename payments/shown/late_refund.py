"""Giving back of a settled booking: what is left, what it means for the provider, what was given before."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.models import Booking
from marketplace.money import Money
from payments.forms import LateRefundForm
from payments.models import LateRefund, PaymentPlan
from payments.operations.late_refunds import refundable


class LateRefundPage:
    """`trouble` is why it was refused."""

    def __init__(self, booking: Booking, plan: PaymentPlan, form: LateRefundForm, *, now: datetime) -> None:
        self.booking, self.plan, self.form, self.now = booking, plan, form, now
        self.trouble = ""

    @property
    def zone(self) -> ZoneInfo:
        return self.booking.resource.site.zone

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            (self.booking.reference, self.booking.get_absolute_url()),
            (_("Give money back"), ""),
        ]

    @cached_property
    def left(self) -> Money:
        return refundable(self.booking, self.now)

    @property
    def earlier(self) -> QuerySet[LateRefund]:
        return self.plan.late_refunds.select_related("granted_by").order_by("granted_at")

    @property
    def cancel_url(self) -> str:
        return reverse("capacity:booking", args=[self.booking.reference])
