"""What is told of a booking to one reader at one time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from capacity.enums import BookingState, Side, Step
from capacity.models import Booking, BookingStep, Proposal
from capacity.operations.changes import refund_if_cancelled
from capacity.operations.possible import possible_steps
from capacity.serializers.prices import Price, Refund, refunds_of
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.money import Money

# The states in which street and contacts are each other's to know.
AGREED = frozenset(
    {BookingState.CONFIRMED, BookingState.IN_USE, BookingState.DELIVERED, BookingState.COMPLETED}
)


@dataclass(frozen=True)
class ProposalTold:
    proposal: Proposal
    booking: Booking

    @property
    def price(self) -> Price:
        return Price.of_snapshot(self.proposal, self.booking.currency)

    @property
    def difference(self) -> Money:
        return self.price.total - self.booking.total


@dataclass(frozen=True)
class BookingTold:
    """`booking` comes from what the reader may see, loaded for_page(). `change` is what a change cost."""

    booking: Booking
    by: Actor
    now: datetime
    change: Money | None = field(default=None)

    @property
    def state(self) -> BookingState:
        return self.booking.state_at(self.now)

    @property
    def side(self) -> Side | None:
        return self.booking.side_of(self.by)

    @property
    def is_agreed(self) -> bool:
        return self.state in AGREED

    @property
    def resource(self) -> dict[str, str]:
        resource, revision = self.booking.resource, self.booking.resource.published_revision
        return {"slug": resource.slug, "title": revision.title if revision else resource.model}

    @property
    def offer(self) -> Any:
        return self.booking.offer

    @property
    def provider(self) -> dict[str, Any]:
        return self._party(self.booking.provider, self.booking.provider_class)

    @property
    def customer(self) -> dict[str, Any]:
        return self._party(self.booking.customer, self.booking.customer_class)

    def _party(self, organisation: Organisation, size_class: str) -> dict[str, Any]:
        """By the size class it had when the booking was made: that one counts."""
        return {
            "slug": organisation.slug,
            "name": organisation.name,
            "size_class": size_class,
            "contact": organisation if self.is_agreed else None,
        }

    @property
    def site(self) -> dict[str, str | None]:
        site = self.booking.resource.site
        return {
            "name": site.name,
            "city": site.city,
            "district": site.district,
            "street": site.street if self.is_agreed else None,
            "access_note": site.access_note if self.is_agreed else None,
        }

    @property
    def price(self) -> Price:
        return Price.of_snapshot(self.booking, self.booking.currency)

    @property
    def refund(self) -> Money | None:
        minor = self.booking.refund_minor
        return None if minor is None else Money(minor, self.booking.currency)

    @property
    def refund_if_cancelled(self) -> Money | None:
        if self.state is not BookingState.CONFIRMED or self.side is None:
            return None
        return refund_if_cancelled(self.booking, side=self.side, now=self.now)

    @property
    def cancellation(self) -> list[Refund]:
        return refunds_of(self.booking, self.now)

    @cached_property
    def proposals(self) -> list[ProposalTold]:
        if self.state is not BookingState.REQUESTED:
            return []
        found = self.booking.proposals.filter(closed_at__isnull=True).order_by("period")
        return [ProposalTold(proposal, self.booking) for proposal in found]

    @property
    def steps(self) -> list[Step]:
        return possible_steps(self.booking, by=self.by, now=self.now, has_proposals=bool(self.proposals))

    @property
    def trail(self) -> list[BookingStep]:
        return list(self.booking.steps.select_related("acting_for").order_by("number"))

    @property
    def difference(self) -> Money | None:
        return self.change
