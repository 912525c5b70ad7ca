"""One pure function from an offer's terms, a customer's class and the time to a price."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from capacity.enums import ExtraUnit
from capacity.pricing.lines import LineKind, PriceLine, Quote, charged_once
from capacity.pricing.rating import TIME_UNITS, Rating, Work, amount_of, rate_work
from capacity.pricing.terms import ExtraTerms, OfferTerms, RateTerms
from marketplace.money import share
from marketplace.periods import MINUTE, Period, merge

WHOLE = 10_000  # basis points


class UnknownExtra(ValueError):
    """The offer has no extra of this key."""


@dataclass(frozen=True)
class Order:
    """What is bought: merged periods on a number of machines, a count of pieces, chosen extras."""

    customer_class: str | None
    periods: Sequence[Period]
    units: int
    quantity: int
    extras: Collection[str]

    def __post_init__(self) -> None:
        if not self.periods or self.units < 1 or self.quantity < 0:
            raise ValueError("A price needs a period, at least one unit, and a count of pieces")

    @property
    def machine_minutes(self) -> int:
        return sum((period.duration for period in self.periods), timedelta()) // MINUTE * self.units

    def count_of(self, extra: ExtraTerms) -> int:
        match extra.unit:
            case ExtraUnit.HOUR:
                return self.machine_minutes
            case ExtraUnit.PIECE:
                return self.quantity
        return 1


def quote(
    terms: OfferTerms,
    *,
    customer_class: str | None,
    periods: Sequence[Period],
    units: int = 1,
    quantity: int = 1,
    extras: Collection[str] = (),
) -> Quote:
    """
    The price of `periods` on `units` machines, for `quantity` samples, pieces or jobs.

    `customer_class` is a SizeClass or None for the list price; `extras` are keys of optional extras
    (required ones are always in). Minutes are summed for each rate before its line is rounded, so
    a period costs the same however it is split inside a band. Days are dates at the site.

    :raises NoRate: a part of the time has no price
    :raises UnknownExtra: a key is not of this offer
    """
    order = Order(customer_class, merge(periods), units, quantity, frozenset(extras))
    net = [*_work(terms, order), *_set_up(terms), *_extras(terms, order)]
    net_minor = sum(line.amount_minor for line in net)
    tax_minor = share(net_minor, terms.tax_basis_points, WHOLE)
    tax = charged_once(LineKind.TAX, tax_minor, terms.currency, basis_points=terms.tax_basis_points)
    return Quote(
        lines=(*net, tax) if terms.tax_basis_points else tuple(net),
        net_minor=net_minor,
        tax_minor=tax_minor,
        total_minor=net_minor + tax_minor,
        currency=terms.currency,
    )


def _work(terms: OfferTerms, order: Order) -> list[PriceLine]:
    """Machine time and counted work, the discount of the class, and what lacks to the minimum."""
    rating = rate_work(terms, customer_class=order.customer_class, periods=order.periods)
    lines = _discounted(terms, order, rating)
    lacking = terms.minimum_charge_minor - sum(line.amount_minor for line in lines)
    if lacking > 0:
        minimum = terms.minimum_charge_minor
        lines.append(charged_once(LineKind.MINIMUM_CHARGE, lacking, terms.currency, minimum_minor=minimum))
    return lines


def _discounted(terms: OfferTerms, order: Order, rating: Rating) -> list[PriceLine]:
    """The list price and what the class has off it; the class's own price where that is no less."""
    asked = _rated(terms, order, rating.asked)
    listed = _rated(terms, order, rating.listed)
    asked_minor, listed_minor = (sum(line.amount_minor for line in lines) for lines in (asked, listed))
    if asked_minor >= listed_minor:
        return asked
    discount = charged_once(
        LineKind.CLASS_DISCOUNT,
        asked_minor - listed_minor,
        terms.currency,
        customer_class=str(order.customer_class),
        basis_points=share(listed_minor - asked_minor, WHOLE, listed_minor),
    )
    return [*listed, discount]


def _rated(terms: OfferTerms, order: Order, side: Mapping[RateTerms, Work]) -> list[PriceLine]:
    lines = []
    for rate, work in side.items():
        kind = LineKind.MACHINE_TIME if rate.unit in TIME_UNITS else LineKind.WORK
        quantity = work.quantity(rate, units=order.units, quantity=order.quantity)
        lines.append(
            PriceLine(
                kind=kind.value,
                unit=str(rate.unit),
                quantity=quantity,
                unit_amount_minor=rate.amount_minor,
                amount_minor=amount_of(rate.unit, rate.amount_minor, quantity),
                currency=terms.currency,
                params=rate.band_params,
            )
        )
    return lines


def _set_up(terms: OfferTerms) -> Iterator[PriceLine]:
    if terms.set_up_minor:
        yield charged_once(LineKind.SET_UP, terms.set_up_minor, terms.currency)


def _extras(terms: OfferTerms, order: Order) -> Iterator[PriceLine]:
    unknown = set(order.extras) - {extra.key for extra in terms.extras}
    if unknown:
        raise UnknownExtra(", ".join(sorted(unknown)))
    for extra in terms.extras:
        if extra.is_required or extra.key in order.extras:
            yield _extra(extra, order, terms.currency)


def _extra(extra: ExtraTerms, order: Order, currency: str) -> PriceLine:
    quantity = order.count_of(extra)
    return PriceLine(
        kind=LineKind.EXTRA.value,
        unit=str(extra.unit),
        quantity=quantity,
        unit_amount_minor=extra.amount_minor,
        amount_minor=amount_of(extra.unit, extra.amount_minor, quantity),
        currency=currency,
        params={
            "key": extra.key,
            "extra_kind": str(extra.kind),
            "name_zh": extra.name_zh,
            "name_en": extra.name_en,
        },
    )
