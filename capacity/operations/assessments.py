"""Judging a wish without writing: every rule against it, its price, and periods that would pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from capacity.alternatives import alternatives
from capacity.conflicts import Conflict, conflicts
from capacity.models import Booking, Offer, Resource
from capacity.operations.refusals import NotPriced
from capacity.operations.situations import ahead, load_situation
from capacity.operations.terms import terms_of
from capacity.policies import BrokenRule, Limits, Situation, Wish, broken_rules
from capacity.pricing import NoRate, OfferTerms, Quote, quote, terms_from_json
from marketplace.accounts.models import Organisation
from marketplace.periods import Period


@dataclass(frozen=True)
class Order:
    """What a customer wants of an offer; `extras` are keys of the optional extras chosen."""

    period: Period
    units: int = 1
    quantity: int = 1
    extras: Collection[str] = ()


@dataclass(frozen=True)
class Alternative:
    period: Period
    quote: Quote


@dataclass(frozen=True)
class Assessment:
    """
    `price` is that of the wanted period, None where a part of it has no price; `conflicts` is what
    occupies units in it, where too few are free.
    """

    order: Order
    broken: list[BrokenRule]
    price: Quote | None
    no_price: str = ""
    alternatives: list[Alternative] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        return not self.broken and self.price is not None

    @property
    def earliest(self) -> Alternative | None:
        return self.alternatives[0] if self.alternatives else None


def price_of(terms: OfferTerms, *, customer: Organisation | None, order: Order) -> Quote:
    """
    The price of the order for the customer's size class; the list price for nobody in particular.

    :raises NotPriced: the offer has no rate for a part of the period
    """
    try:
        return quote(
            terms,
            customer_class=customer.size_class if customer else None,
            periods=[order.period],
            units=order.units,
            quantity=order.quantity,
            extras=order.extras,
        )
    except NoRate as error:
        raise NotPriced(_("The offer has no price for a part of this period.")) from error


def assess(
    *, resource: Resource, offer: Offer, customer: Organisation | None, order: Order, now: datetime
) -> Assessment:
    """What holding this order would meet now. Reads only: holding judges again under lock."""
    limits = Limits.of(resource.policy)
    window = ahead(now, limits, order.period)
    situation = load_situation(resource=resource, customer=customer, window=window, now=now)
    return _assess(order, situation, terms_of(offer, resource.site.zone), customer)


def assess_change(*, booking: Booking, resource: Resource, order: Order, now: datetime) -> Assessment:
    """The same for another period of a booking, by the terms agreed when it was made."""
    limits = Limits.from_json(booking.policy_terms)
    situation = load_situation(
        resource=resource,
        customer=booking.customer,
        window=ahead(now, limits, order.period),
        now=now,
        limits=limits,
        without=booking,
    )
    return _assess(order, situation, terms_from_json(booking.offer_terms), booking.customer)


def _assess(
    order: Order, situation: Situation, terms: OfferTerms, customer: Organisation | None
) -> Assessment:
    wish = Wish(order.period, order.units)
    broken = broken_rules(wish, situation)
    price, no_price = _price_or_why(terms, customer, order)
    others = [] if not broken and price else _priced(wish, situation, terms, customer, order)
    return Assessment(order, broken, price, no_price, others, conflicts(wish, situation))


def _price_or_why(terms: OfferTerms, customer: Organisation | None, order: Order) -> tuple[Quote | None, str]:
    try:
        return price_of(terms, customer=customer, order=order), ""
    except NotPriced as refusal:
        return None, str(refusal)


def _priced(
    wish: Wish, situation: Situation, terms: OfferTerms, customer: Organisation | None, order: Order
) -> list[Alternative]:
    found = []
    for period in alternatives(wish, situation):
        other = Order(period, order.units, order.quantity, order.extras)
        price, _why = _price_or_why(terms, customer, other)
        if price is not None:
            found.append(Alternative(period, price))
    return found
