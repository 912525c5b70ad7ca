"""The checkout of one booking: how to pay, what happens to it when, what is ordered."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.policies.permissions import within_limit
from capacity.shown.names import machine_name
from capacity.shown.prices import Price, Tier, tiers_of_booking
from marketplace.accounts.actor import Actor
from marketplace.money import Money
from marketplace.pages.typed_periods import as_query
from payments.enums import BY_BANK, Rail
from payments.forms import CheckoutForm
from payments.operations.commissions import commission_basis_points
from payments.policies.charging import allowance_for, commission_on
from payments.shown.plans import plan_of
from payments.shown.rails import Happening, RailRow, came_by_bank, happenings, rail_rows


class CheckoutPage:
    """`trouble` is why it could not be begun."""

    def __init__(
        self, booking: Booking, *, actor: Actor, now: datetime, form: CheckoutForm, trouble: str = ""
    ) -> None:
        self.booking, self.actor, self.now, self.form, self.trouble = booking, actor, now, form, trouble
        self.plan = plan_of(booking)

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
    def title(self) -> str:
        revision = self.booking.listing_revision
        return revision.title if revision else self.machine

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [
            (_("My bookings"), reverse("capacity:bookings")),
            (self.booking.reference, self.booking.get_absolute_url()),
            (_("Payment"), ""),
        ]

    @property
    def is_held(self) -> bool:
        return self.booking.state_at(self.now) == BookingState.HELD

    @property
    def is_over_limit(self) -> bool:
        return not within_limit(self.actor, self.booking.total_minor, self.booking.currency)

    @property
    def total(self) -> Money:
        """What is taken now, sent or owed."""
        return self.booking.total

    @property
    def allowance(self) -> Money:
        """Held on a card beyond that, for use beyond the period."""
        return allowance_for(self.booking, Rail.CARD_HOLD)

    @property
    def held(self) -> Money:
        return self.total + self.allowance

    @property
    def price(self) -> Price:
        return Price.of_booking(self.booking)

    @property
    def tiers(self) -> list[Tier]:
        return tiers_of_booking(self.booking, self.now)

    @cached_property
    def commission(self) -> Money:
        frozen = self.plan.commission_basis_points if self.plan else None
        today = timezone.localdate(self.now)
        share = commission_basis_points(today) if frozen is None else frozen
        return commission_on(self.booking.total, share)

    @property
    def for_provider(self) -> Money:
        return self.booking.total - self.commission

    @cached_property
    def rails(self) -> list[RailRow]:
        return rail_rows(self.booking, self.now)

    @cached_property
    def offered(self) -> list[str]:
        return [row.value for row in self.rails if row.value]

    @property
    def flows(self) -> list[tuple[str, list[Happening]]]:
        """What happens when, for each way to pay."""
        return [(rail, happenings(self.booking, Rail(rail), self.now)) for rail in self.offered]

    @property
    def bank_rail(self) -> str:
        """The one of the two ways by bank that this booking has, if any."""
        return next((row.value for row in self.rails if row.value in BY_BANK), "")

    @property
    def transfer_url(self) -> str:
        """Where it stands with the bank transfer, if that was chosen before."""
        rail = self.plan.rail if self.plan else ""
        page = (
            {Rail.MANUAL: "payments:transfer", Rail.BANK_TRANSFER: "payments:back"}.get(Rail(rail))
            if rail
            else None
        )
        return reverse(page, args=[self.booking.reference]) if page else ""

    @cached_property
    def came(self) -> Money:
        """What has come by bank of it."""
        return came_by_bank(self.booking)

    @property
    def missing(self) -> Money:
        return self.total - self.came

    @property
    def message(self) -> str:
        return str(self.form.data.get("message", "")) or (self.plan.message if self.plan else "")

    @property
    def hold_again_url(self) -> str:
        return hold_again_url(self.booking)


def hold_again_url(booking: Booking) -> str:
    """The machine's page, filled in as it was; empty where it is not public any more."""
    resource = booking.resource
    if resource.published_revision_id is None or resource.retired_at is not None:
        return ""
    query = {"offer": str(booking.offer_id)} | as_query(booking.period, resource.site.zone)
    return f"{resource.get_absolute_url()}?{urlencode(query)}"
