"""A booking as the person asking sees it, whichever side that is: facts that no form changes."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from capacity.enums import BookingState, ChargeMode, Side, Step
from capacity.forms.orders import COUNTED
from capacity.lifecycle import EXITS, steps_from
from capacity.models import Booking, BookingStep, Proposal
from capacity.operations.changes import refund_if_cancelled
from capacity.operations.possible import possible_steps
from capacity.policies.permissions import may_take, within_limit
from capacity.shown.names import machine_name
from capacity.shown.prices import Price, Tier, charge_text, tiers_of_booking
from capacity.views.shown.life import Life, life_of
from capacity.views.shown.next_step import Next, Scene, next_of
from capacity.views.shown.thread import Entry, entries
from marketplace.accounts.actor import Actor
from marketplace.money import Money

AGREED = frozenset(
    {BookingState.CONFIRMED, BookingState.IN_USE, BookingState.DELIVERED, BookingState.COMPLETED}
)


class BookingFacts:
    """Worked out when first asked; each part is at most one query."""

    def __init__(self, booking: Booking, *, actor: Actor, now: datetime) -> None:
        side = booking.side_of(actor)
        assert side is not None
        self.booking, self.actor, self.now, self.side = booking, actor, now, side

    @property
    def state(self) -> BookingState:
        return self.booking.state_at(self.now)

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
    def machine_is_public(self) -> bool:
        resource = self.booking.resource
        return resource.published_revision_id is not None and resource.retired_at is None

    @property
    def is_customer(self) -> bool:
        return self.side is Side.CUSTOMER

    @property
    def is_provider(self) -> bool:
        return self.side is Side.PROVIDER

    @property
    def is_agreed(self) -> bool:
        """Whether street and contacts are each other's to know."""
        return self.state in AGREED

    @property
    def has_ended(self) -> bool:
        return self.state in EXITS

    @property
    def pill(self) -> str:
        """The state, told as a question to the side whose turn it is."""
        waits_for = Side.CUSTOMER if self.proposals else Side.PROVIDER
        if self.state == BookingState.REQUESTED and self.side is waits_for:
            return "booking.to_answer"
        return f"booking.{self.state}"

    @cached_property
    def trail(self) -> list[BookingStep]:
        return list(self.booking.steps.select_related("taken_by", "acting_for").order_by("number"))

    @cached_property
    def proposals(self) -> list[tuple[Proposal, Money]]:
        """Those still open, each with what it costs more than the period asked for."""
        if self.state != BookingState.REQUESTED:
            return []
        found = self.booking.proposals.filter(closed_at__isnull=True).order_by("period")
        return [(each, Money(each.total_minor, self.booking.currency) - self.booking.total) for each in found]

    @cached_property
    def may(self) -> dict[str, bool]:
        """What this person may do now, by step."""
        steps = possible_steps(self.booking, by=self.actor, now=self.now, has_proposals=bool(self.proposals))
        return dict.fromkeys((step.value for step in steps), True)

    @property
    def steps_of_side(self) -> list[Step]:
        """What this side may do in this state, whoever of it asks."""
        return steps_from(self.state, self.side)

    @property
    def lacks_role(self) -> bool:
        """Whether the side could act here and the person may not."""
        return bool(self.steps_of_side) and not any(
            may_take(step, self.side, self.actor) for step in self.steps_of_side
        )

    @cached_property
    def scene(self) -> Scene:
        may_act = not self.lacks_role
        return Scene(self.booking, self.side, self.now, self.trail, bool(self.proposals), may_act)

    @cached_property
    def life(self) -> Life:
        return life_of(self.booking, self.trail, self.now)

    @cached_property
    def next(self) -> Next:
        return next_of(self.scene)

    @cached_property
    def entries(self) -> list[Entry]:
        return entries(self.booking, self.trail, self.actor)

    @cached_property
    def price(self) -> Price:
        return Price.of_booking(self.booking)

    @property
    def charged(self) -> str:
        return charge_text(self.booking.offer_terms.get("charge_mode", ChargeMode.RESERVED))

    @cached_property
    def tiers(self) -> list[Tier]:
        return tiers_of_booking(self.booking, self.now)

    @property
    def shows_tiers(self) -> bool:
        """Beside the page until the booking begins; who may cancel has them where they cancel."""
        is_ahead = self.state in (BookingState.HELD, BookingState.REQUESTED, BookingState.CONFIRMED)
        return is_ahead and bool(self.tiers) and not (self.is_customer and self.may.get(Step.CANCEL))

    @cached_property
    def refund(self) -> Money:
        """What the customer gets back if this side cancels now."""
        return refund_if_cancelled(self.booking, side=self.side, now=self.now)

    @property
    def is_over_limit(self) -> bool:
        return not within_limit(self.actor, self.booking.total_minor, self.booking.currency)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to the list this side came from."""
        here = (self.booking.reference, "")
        if self.is_customer:
            return [(gettext("My bookings"), reverse("capacity:bookings")), here]
        if self.is_provider and self.booking.state == BookingState.REQUESTED:
            return [(pgettext("workshop", "Requests"), reverse("workshop:requests")), here]
        if self.is_provider:
            return [(pgettext("workshop", "Bookings"), reverse("workshop:bookings")), here]
        return [here]

    @property
    def counts(self) -> bool:
        """Whether pieces or samples are counted."""
        return any(rate["unit"] in COUNTED for rate in self.booking.offer_terms["rates"])

    @property
    def refunded(self) -> Money:
        return Money(self.booking.refund_minor or 0, self.booking.currency)

    @cached_property
    def completed_by_customer(self) -> int:
        return Booking.objects.booked_by(self.booking.customer).filter(state=BookingState.COMPLETED).count()

    @property
    def ended_at(self) -> datetime:
        """What a usage report begins with: now, or the agreed end if that is past."""
        until: datetime = min(self.now, self.booking.period.ends_at)
        return until.replace(second=0, microsecond=0)
