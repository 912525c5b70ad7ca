"""What a change costs more than is secured, and what becomes of it once that is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.policies.permissions import within_limit
from capacity.shown.names import machine_name
from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money
from marketplace.periods import Period
from payments.enums import Rail, SupplementState
from payments.models import PaymentPlan, Supplement
from payments.operations.supplementing import covered, lacking
from payments.policies.charging import OVER


class SupplementPage:
    """`trouble` is why it could not be begun."""

    def __init__(
        self, booking: Booking, plan: PaymentPlan, period: Period, *, actor: Actor, now: datetime
    ) -> None:
        self.booking, self.plan, self.period, self.actor, self.now = booking, plan, period, actor, now
        self.trouble = ""

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
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            (_("My bookings"), reverse("capacity:bookings")),
            (self.booking.reference, self.booking.get_absolute_url()),
            (_("Pay the difference"), ""),
        ]

    @cached_property
    def secured(self) -> Money:
        return covered(self.plan)

    @cached_property
    def difference(self) -> Money:
        return lacking(self.plan, self.booking, self.period, self.now)

    @property
    def total(self) -> Money:
        return self.secured + self.difference

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be changed any more, and what is owed is paid."""
        return self.booking.state in OVER

    @property
    def is_hold(self) -> bool:
        """Whether it is held now and taken later; of what is owed already it is taken soon."""
        return self.plan.rail == Rail.CARD_HOLD and not self.is_over

    @property
    def is_over_limit(self) -> bool:
        return not within_limit(self.actor, self.total.minor, self.total.currency)


@dataclass(frozen=True)
class SupplementMade:
    """What became of one that was paid."""

    supplement: Supplement

    @property
    def is_made(self) -> bool:
        return self.supplement.state == SupplementState.MADE

    @property
    def _is_hold(self) -> bool:
        plan = self.supplement.plan
        return plan.rail == Rail.CARD_HOLD and plan.booking.state not in OVER

    @property
    def text(self) -> str:
        told = {"amount": format_money(self.supplement.amount), "reason": self.supplement.reason}
        if self.is_made and self._is_hold:
            text = _("%(amount)s is held on your card on top, and the change is made.")
        elif self.is_made:
            text = _("%(amount)s is paid on top, and the change is made.")
        elif self._is_hold:
            text = _("The change could not be made any more: %(reason)s %(amount)s on your card is released.")
        else:
            text = _("The change could not be made any more: %(reason)s %(amount)s goes back.")
        return text % told
