"""The page that tells a buyer where to send the money, and how far it is."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.shown.names import machine_name
from marketplace.money import Money
from marketplace.payment_variables import OwnAccount
from payments.models import BankTask, PaymentPlan
from payments.operations.banking.covering import arrived, missing
from payments.policies.banking import own_account
from payments.shown.checkout import hold_again_url


class TransferPage:
    def __init__(self, plan: PaymentPlan, booking: Booking, *, now: datetime) -> None:
        self.plan, self.booking, self.now = plan, booking, now

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            (_("My bookings"), reverse("capacity:bookings")),
            (self.booking.reference, self.booking.get_absolute_url()),
            (_("Bank transfer"), ""),
        ]

    @property
    def zone(self) -> ZoneInfo:
        return self.booking.resource.site.zone

    @property
    def place(self) -> str:
        return self.booking.resource.site.city

    @property
    def machine(self) -> str:
        return machine_name(self.booking.resource)

    @property
    def account(self) -> OwnAccount | None:
        return own_account(self.plan.currency)

    @property
    def is_waiting(self) -> bool:
        return not self.plan.is_secured and self.booking.state_at(self.now) == BookingState.HELD

    @cached_property
    def arrived(self) -> Money:
        return arrived(self.plan)

    @cached_property
    def missing(self) -> Money:
        return missing(self.plan)

    @property
    def to_send(self) -> Money:
        """What is still missing; the whole while nothing came."""
        return self.missing

    @property
    def returning(self) -> list[BankTask]:
        """What goes back of it."""
        return list(self.plan.bank_tasks.filter(is_credit=True).order_by("pk"))

    @property
    def hold_again_url(self) -> str:
        return hold_again_url(self.booking)
