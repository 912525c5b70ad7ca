"""What every offer costs, by customer class and time band, with the reader's own class marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from capacity.models import Offer
from capacity.operations.terms import rate_terms
from capacity.pricing import RateTerms
from capacity.pricing.labels import band_text, percent, rate_text
from capacity.shown.prices import extra_text
from marketplace.accounts.enums import SizeClass
from marketplace.money import Money, format_money
from marketplace.pages.formats import duration_text


@dataclass(frozen=True)
class PriceClass:
    """A column; on phones only the reader's own is kept, or the list price where there is none."""

    key: str | None
    label: str
    mine: bool
    kept: bool


@dataclass(frozen=True)
class PriceRow:
    """One band of one offer: (rate, class) by class, and the least that is charged."""

    offer: str
    band: str
    cells: list[tuple[str, PriceClass]]
    minimum: str
    on: bool


@dataclass(frozen=True)
class PriceTable:
    classes: list[PriceClass]
    rows: list[PriceRow]
    extras: list[str]
    tax: str


@dataclass(frozen=True)
class Priced:
    """An offer with the rates that hold on the day."""

    offer: Offer
    rates: list[RateTerms]


def price_table(
    offers: Sequence[Offer],
    *,
    size_class: str | None,
    today: date,
    minimum_minutes: int | None,
    chosen: Offer | None,
) -> PriceTable:
    priced = [Priced(offer, _rates_on(offer, today)) for offer in offers]
    classes = _classes(priced, size_class)
    rows = [row for each in priced for row in _rows(each, classes, minimum_minutes, on=each.offer == chosen)]
    return PriceTable(classes, rows, _extras(offers), _tax(offers))


def _rates_on(offer: Offer, today: date) -> list[RateTerms]:
    return [terms for terms in map(rate_terms, offer.rates.all()) if terms.is_valid_on(today)]


def _classes(priced: Iterable[Priced], size_class: str | None) -> list[PriceClass]:
    known = {rate.customer_class for each in priced for rate in each.rates}
    keys: list[str | None] = [key for key in (None, *SizeClass.values) if key in known]
    mine = size_class if size_class in known else None
    signed_in = size_class is not None
    return [
        PriceClass(key, _class_label(key), mine=signed_in and key == mine, kept=key == mine) for key in keys
    ]


def _class_label(key: str | None) -> str:
    return str(SizeClass(key).label) if key else _("List price")


def _rows(
    priced: Priced, classes: Sequence[PriceClass], minimum_minutes: int | None, *, on: bool
) -> Iterable[PriceRow]:
    bands = dict.fromkeys((rate.unit, _band(rate)) for rate in priced.rates)
    for unit, band in bands:
        cells = [(_cell(priced, each.key, unit, band), each) for each in classes]
        yield PriceRow(priced.offer.name, band, cells, _minimum(priced.offer, minimum_minutes), on)


def _band(rate: RateTerms) -> str:
    return band_text(rate.band_params) if rate.band_params else _("any time")


def _cell(priced: Priced, key: str | None, unit: str, band: str) -> str:
    """The class's own rate, or the list price where the class has none of its own for the offer."""
    here = [rate for rate in priced.rates if rate.unit == unit and _band(rate) == band]
    own = any(rate.customer_class == key for rate in priced.rates if rate.unit == unit)
    asked = key if own else None
    found = next((rate for rate in here if rate.customer_class == asked), None)
    return rate_text(Money(found.amount_minor, priced.offer.currency), found.unit) if found else "–"


def _minimum(offer: Offer, minimum_minutes: int | None) -> str:
    if offer.minimum_charge_minor:
        return format_money(Money(offer.minimum_charge_minor, offer.currency))
    return duration_text(minimum_minutes) if minimum_minutes else "–"


def _extras(offers: Sequence[Offer]) -> list[str]:
    """Extras and set-up of all offers, each told once; set-up by offer where it differs."""
    told = [
        f"{extra.name} {extra_text(extra, offer.currency)}"
        for offer in offers
        for extra in offer.extras.all()
    ]
    charged = [offer for offer in offers if offer.set_up_minor]
    set_ups = {offer.name: Money(offer.set_up_minor, offer.currency) for offer in charged}
    same = len(set_ups) == len(offers) and len(set(set_ups.values())) == 1
    for name, money in set_ups.items():
        text = _("set-up %(amount)s") % {"amount": format_money(money)}
        told.append(text if same else _("%(set_up)s (%(offer)s)") % {"set_up": text, "offer": name})
    return list(dict.fromkeys(told))


def _tax(offers: Sequence[Offer]) -> str:
    """`13%`, where all offers have the same."""
    shares = {offer.tax_basis_points for offer in offers}
    return percent(shares.pop()) if len(shares) == 1 else ""
