"""A machine as a row of the finder: what it is, when it is free, and what that costs the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from capacity.availability import FreeTime, bands, earliest_free
from capacity.enums import RateUnit
from capacity.forms.periods import as_query
from capacity.models import Offer, Resource
from capacity.operations.assessments import Order, price_of
from capacity.operations.refusals import NotPriced
from capacity.operations.terms import rate_terms, terms_of
from capacity.pricing import RateTerms
from capacity.taxonomy import CLASSES
from capacity.views.shown import specifications
from capacity.views.shown.prices import rate_text
from capacity.views.shown.wanted import STRIP_DAYS, USUAL_MINUTES, Wanted
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from marketplace.pages.formats import moment_text
from marketplace.pages.strip import StripDay
from marketplace.periods import Period


@dataclass(frozen=True)
class Reader:
    """For whom the list is made, and when."""

    organisation: Organisation | None
    now: datetime

    @property
    def size_class(self) -> str | None:
        return self.organisation.size_class if self.organisation else None


@dataclass(frozen=True)
class Hit:
    """`total` is that of the period asked for, where hours were; `rate` what an hour (or a sample) costs."""

    resource: Resource
    title: str
    glyph: str
    facts: list[specifications.Shown]
    is_instant: bool
    days: list[StripDay]
    want: int | None
    earliest: Period | None
    earliest_text: str
    rate: str
    total: Money | None
    minutes: int | None
    url: str

    @property
    def zone(self) -> ZoneInfo:
        return self.resource.site.zone


def hit_of(resource: Resource, free: FreeTime, wanted: Wanted, reader: Reader) -> Hit:
    """The row of a resource loaded `for_row`."""
    revision = resource.published_revision
    found = first_chance(free, wanted, reader.now)
    days = [StripDay(day, letters) for day, letters in strip_days(free, wanted, reader.now)]
    offers = list(resource.offers.all())
    known = CLASSES.get(resource.resource_class)
    total = _total(offers, found, wanted, resource.site.zone, reader)
    return Hit(
        resource=resource,
        title=revision.title if revision else resource.slug,
        glyph=known.glyph if known else "",
        facts=specifications.few_of(resource, revision.specifications.all() if revision else ()),
        is_instant=any(offer.is_instant for offer in offers),
        days=days,
        want=_want(days, found, wanted, free.zone),
        earliest=found,
        earliest_text=_told(found, free.zone, reader.now),
        rate=_rate(offers, reader),
        total=total,
        minutes=found.minutes if found and total else None,
        url=_address(resource, found, wanted),
    )


def first_chance(free: FreeTime, wanted: Wanted, now: datetime) -> Period | None:
    """What answers the question, or the first stretch that can be booked at all where nothing was asked."""
    if wanted.is_asked:
        return wanted.found_in(free, now)
    return earliest_free(free, minutes=max(USUAL_MINUTES, free.minimum_minutes), now=now)


def strip_days(free: FreeTime, wanted: Wanted, now: datetime) -> list[tuple[date, str]]:
    return bands(free, first=strip_start(wanted, now.astimezone(free.zone).date()), days=STRIP_DAYS)


def strip_start(wanted: Wanted, today: date) -> date:
    """Today, unless the days in question lie beyond the strip."""
    first, _last = wanted.days(today)
    return today if (first - today).days < STRIP_DAYS else first


def _want(days: list[StripDay], found: Period | None, wanted: Wanted, zone: ZoneInfo) -> int | None:
    if found is None or not wanted.is_asked:
        return None
    day = found.starts_at.astimezone(zone).date()
    return next((index for index, each in enumerate(days) if each.day == day), None)


def _told(found: Period | None, zone: ZoneInfo, now: datetime) -> str:
    return moment_text(found.starts_at, zone, today=now.astimezone(zone).date()) if found else ""


def _address(resource: Resource, found: Period | None, wanted: Wanted) -> str:
    page = resource.get_absolute_url()
    if found is None or not wanted.is_asked:
        return page
    return f"{page}?{urlencode(as_query(found, resource.site.zone))}"


def _total(
    offers: Iterable[Offer], found: Period | None, wanted: Wanted, zone: ZoneInfo, reader: Reader
) -> Money | None:
    """What the period costs by the first offer that has a price for it; only where a length was asked."""
    if found is None or not wanted.has_length:
        return None
    for offer in offers:
        try:
            quote = price_of(terms_of(offer, zone), customer=reader.organisation, order=Order(found))
        except NotPriced:
            continue
        return Money(quote.total_minor, quote.currency)
    return None


def _rate(offers: Iterable[Offer], reader: Reader) -> str:
    """What the reader's class pays, by the hour where the machine is sold so; the cheapest of these."""
    asked = [(offer, rate) for offer in offers for rate in map(rate_terms, offer.rates.all())]
    possible = [
        (offer, rate) for offer, rate in asked if rate.is_for(reader.size_class) and _holds(rate, reader)
    ]
    if not possible:
        return ""
    offer, rate = min(possible, key=lambda pair: _preference(pair[1]))
    return rate_text(Money(rate.amount_minor, offer.currency), rate.unit)


def _holds(rate: RateTerms, reader: Reader) -> bool:
    return rate.is_valid_on(reader.now.date())


def _preference(rate: RateTerms) -> tuple[bool, bool, int]:
    """As `capacity.filters.with_rate` orders them."""
    return (rate.unit != RateUnit.HOUR, rate.customer_class is None, rate.amount_minor)


def hits_of(
    resources: Iterable[Resource], free: Mapping[int, FreeTime], wanted: Wanted, reader: Reader
) -> list[Hit]:
    return [hit_of(each, free[each.pk], wanted, reader) for each in resources if each.pk in free]
