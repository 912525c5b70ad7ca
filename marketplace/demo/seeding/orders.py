"""Writing orders: who books which offer, for how much, agreed on which terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from capacity.enums import BookingState, OfferKind
from capacity.models import Booking, Offer, Resource
from capacity.operations import clock
from capacity.operations.terms import terms_of, tiers_of
from capacity.operations.trail import ALPHABET
from capacity.policies import Limits
from capacity.pricing import OfferTerms, Quote, quote, terms_to_json
from marketplace.accounts.models import Organisation, User
from marketplace.periods import Period


@dataclass(frozen=True)
class Sold:
    """An offer with its terms, for pricing and as every booking of it freezes them."""

    offer: Offer
    terms: OfferTerms
    frozen_terms: dict[str, Any]
    frozen_limits: dict[str, Any]
    frozen_tiers: list[dict[str, int]]


class OrderBook:
    def __init__(self, resources: Iterable[Resource], chance: Random) -> None:
        self._chance = chance
        self._references: set[str] = set()
        by_pk = {resource.pk: resource for resource in resources}
        self._sold: dict[int, list[Sold]] = {pk: [] for pk in by_pk}
        for offer in Offer.objects.with_terms().order_by("pk"):
            if resource := by_pk.get(offer.resource_id):
                offer.resource = resource
                self._sold[resource.pk].append(_sold(offer, resource))

    def order(
        self,
        resource: Resource,
        period: Period,
        *,
        customer: Organisation,
        booker: User,
        at: datetime,
        units: int = 1,
        note: str = "",
        wants_operator: bool | None = None,
    ) -> Booking:
        """
        A booking as it is the moment its hold begins, not yet saved; its trail is still to come.

        Who says whether an operator is wanted takes the machine's first offer and no other extra.
        """
        sold = self._choose(resource) if wants_operator is None else self._sold[resource.pk][0]
        quantity = self._chance.randint(1, 12) if sold.offer.kind == OfferKind.TESTING else 1
        extras = self._extras(sold, wants_operator)
        booking = Booking(
            reference=self._reference(),
            resource=resource,
            offer=sold.offer,
            provider=resource.provider,
            customer=customer,
            booked_by=booker,
            state=BookingState.HELD,
            period=period,
            units=units,
            quantity=quantity,
            extras=extras,
            note=note,
            held_until=at + clock.HOLD,
            offer_terms=sold.frozen_terms,
            policy_terms=sold.frozen_limits,
            cancellation_tiers=sold.frozen_tiers,
            listing_revision=resource.published_revision,
            customer_class=customer.size_class,
            provider_class=resource.provider.size_class,
            created_at=at,
        )
        price_booking(booking, sold.terms)
        return booking

    def _choose(self, resource: Resource) -> Sold:
        first, *others = self._sold[resource.pk]
        return self._chance.choice([first, first, *others])

    def _extras(self, sold: Sold, wants_operator: bool | None) -> list[str]:
        wanted = {"operator": 0.4, "consumable": 0.25}
        if wants_operator is not None:
            wanted = {"operator": float(wants_operator)}
        return sorted(
            extra.key for extra in sold.terms.extras if self._chance.random() < wanted.get(extra.kind, 0)
        )

    def _reference(self) -> str:
        while (reference := "BK-" + "".join(self._chance.choices(ALPHABET, k=7))) in self._references:
            pass
        self._references.add(reference)
        return reference

    def terms(self, booking: Booking) -> OfferTerms:
        """The terms of the offer that the booking takes."""
        return next(
            sold.terms for sold in self._sold[booking.resource_id] if sold.offer.pk == booking.offer_id
        )


def _sold(offer: Offer, resource: Resource) -> Sold:
    terms = terms_of(offer, resource.zone)
    limits = Limits.of(resource.policy).to_json()
    return Sold(offer, terms, terms_to_json(terms), limits, tiers_of(offer))


def price_for(booking: Booking, terms: OfferTerms, period: Period) -> Quote:
    return quote(
        terms,
        customer_class=booking.customer_class,
        periods=[period],
        units=booking.units,
        quantity=booking.quantity,
        extras=booking.extras,
    )


def price_fields(price: Quote) -> dict[str, Any]:
    return {
        "price_lines": [line.to_json() for line in price.lines],
        "net_minor": price.net_minor,
        "tax_minor": price.tax_minor,
        "total_minor": price.total_minor,
    }


def price_booking(booking: Booking, terms: OfferTerms) -> None:
    price = price_for(booking, terms, booking.period)
    booking.currency = price.currency
    for name, value in price_fields(price).items():
        setattr(booking, name, value)
