"""A machine as a row of the finder: what it is, when it is free, and what that costs the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from capacity import specifications
from capacity.availability import FreeTime, bands, free_time
from capacity.enums import RateUnit
from capacity.models import Offer, Resource
from capacity.operations.assessments import Order, price_of
from capacity.operations.refusals import NotPriced
from capacity.operations.terms import rate_terms, terms_of
from capacity.pricing import RateTerms
from capacity.pricing.labels import rate_text
from capacity.taxonomy import CLASSES
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from marketplace.pages.formats import moment_text
from marketplace.pages.strip import StripDay
from marketplace.pages.typed_periods import as_query
from marketplace.periods import Period
from search.distance import metres_between
from search.enums import Mode
from search.request import Circle, Found, SearchRequest, When
from search.shown.chances import STRIP_DAYS, chance, horizon, indexed_start, strip_start
from search.shown.news import Said, news_of, taken_meanwhile


@dataclass(frozen=True)
class Hit:
    """
    `total` is that of the period asked for, where one length was; `rate` what an hour (or a sample) costs.

    `found` is what the index knew; none in a row that was fetched again by itself.
    """

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
    distance_km: float | None
    url: str
    said: Said | None = None
    found: Found | None = None

    @property
    def zone(self) -> ZoneInfo:
        return self.resource.site.zone

    @property
    def point(self) -> str:
        """Latitude and longitude as the index has them: nobody's gate."""
        point = rounded_point(self.resource)
        return f"{point[0]:.2f},{point[1]:.2f}" if point else ""


class Hits:
    """
    Rows of machines, told from the database in a fixed number of queries.

    `customer` is for whom prices are exact; `request` is the question that they answer. Programs need
    no picture of the coming days.
    """

    def __init__(
        self, request: SearchRequest, customer: Organisation | None, *, has_strips: bool = True
    ) -> None:
        self.request, self.customer, self.has_strips = request, customer, has_strips
        self.now, self.when = request.now, request.when

    def of(self, found: Iterable[Found]) -> list[Hit]:
        """In the order found; what is not public any more is left out."""
        known = list(found)
        pks = [each.resource_id for each in known]
        rows, free = for_row(pks), free_time(pks, horizon(self.now), now=self.now, for_booking=True)
        return [
            self._hit(rows[each.resource_id], free[each.resource_id], found=each)
            for each in known
            if each.resource_id in rows
        ]

    def again(self, resource_id: int, *, was: datetime | None) -> Hit:
        """The row of a public machine after a change; `was` is the start that it showed before."""
        free = free_time([resource_id], horizon(self.now), now=self.now, for_booking=True)[resource_id]
        resource = for_row([resource_id])[resource_id]
        said = news_of(resource, free, self.when, was, self.now)
        return replace(self._hit(resource, free), said=said)

    def _hit(self, resource: Resource, free: FreeTime, found: Found | None = None) -> Hit:
        revision = resource.published_revision
        first = chance(free, self.when, self.now)
        days = self._days(free) if self.has_strips else []
        offers = list(resource.offers.all())
        known = CLASSES.get(resource.resource_class)
        total = self._total(offers, first, free.zone)
        return Hit(
            resource=resource,
            title=revision.title if revision else resource.slug,
            glyph=known.glyph if known else "",
            facts=specifications.few_of(resource, revision.specifications.all() if revision else ()),
            is_instant=any(offer.is_instant for offer in offers),
            days=days,
            want=self._want(days, first, free.zone),
            earliest=first,
            earliest_text=_told(first, free.zone, self.now),
            rate=self._rate(offers),
            total=total,
            minutes=first.minutes if first and total else None,
            distance_km=distance_km(resource, self.request.circle),
            url=self._address(resource, first),
            said=self._said(resource, free, found),
            found=found,
        )

    def _days(self, free: FreeTime) -> list[StripDay]:
        start = strip_start(self.when, free.zone, self.now)
        return [StripDay(day, letters) for day, letters in bands(free, first=start, days=STRIP_DAYS)]

    def _said(self, resource: Resource, free: FreeTime, found: Found | None) -> Said | None:
        """That the machine was taken since the index was written."""
        if found is None or found.starts_at is None:
            return None
        is_start = indexed_start(free, self.when, self.now)
        if is_start is not None and is_start <= found.starts_at:
            return None
        return taken_meanwhile(resource, free, self.when, found.starts_at, self.now)

    def _want(self, days: list[StripDay], first: Period | None, zone: ZoneInfo) -> int | None:
        if first is None or self.when is None:
            return None
        day = first.starts_at.astimezone(zone).date()
        return next((index for index, each in enumerate(days) if each.day == day), None)

    def _address(self, resource: Resource, first: Period | None) -> str:
        page = resource.get_absolute_url()
        if first is None or self.when is None:
            return page
        return f"{page}?{urlencode(as_query(first, resource.site.zone))}"

    def _total(self, offers: Iterable[Offer], first: Period | None, zone: ZoneInfo) -> Money | None:
        """What the period costs by the first offer that has a price for it, where one length was asked."""
        if first is None or not is_one_stretch(self.when):
            return None
        for offer in offers:
            try:
                quote = price_of(terms_of(offer, zone), customer=self.customer, order=Order(first))
            except NotPriced:
                continue
            return Money(quote.total_minor, quote.currency)
        return None

    def _rate(self, offers: Iterable[Offer]) -> str:
        """What the reader's class pays, by the hour where the machine is sold so; the cheapest of these."""
        size_class, today = self.request.customer_class, self.now.date()
        possible = [
            (offer, rate)
            for offer in offers
            for rate in map(rate_terms, offer.rates.all())
            if rate.is_for(size_class) and rate.is_valid_on(today)
        ]
        if not possible:
            return ""
        offer, rate = min(possible, key=lambda pair: _preference(pair[1]))
        return rate_text(Money(rate.amount_minor, offer.currency), rate.unit)


def is_one_stretch(when: When | None) -> bool:
    """Whether a price can be told: a stretch of a known length is meant."""
    return when is not None and when.mode != Mode.IN_ALL


def for_row(pks: list[int]) -> dict[int, Resource]:
    """What the rows show of these machines, as far as they are public, in a fixed number of queries."""
    offers = Offer.objects.active().prefetch_related("rates", "extras").order_by("pk")
    found = Resource.objects.published().for_page()
    shown: Any = found.prefetch_related("published_revision__specifications", Prefetch("offers", offers))
    return {each.pk: each for each in shown.filter(pk__in=pks)}


def distance_km(resource: Resource, circle: Circle | None) -> float | None:
    """As the index reckons."""
    point = rounded_point(resource)
    if circle is None or point is None:
        return None
    return metres_between(circle.latitude, circle.longitude, *point) / 1000


def rounded_point(resource: Resource) -> tuple[float, float] | None:
    """The site's point rounded to two decimals, about a kilometre."""
    site = resource.site
    if site.latitude is None or site.longitude is None:
        return None
    return round(site.latitude, 2), round(site.longitude, 2)


def _told(found: Period | None, zone: ZoneInfo, now: datetime) -> str:
    return moment_text(found.starts_at, zone, today=now.astimezone(zone).date()) if found else ""


def _preference(rate: RateTerms) -> tuple[bool, bool, int]:
    """By the hour first, the class's own before the list's, the cheapest of these."""
    return (rate.unit != RateUnit.HOUR, rate.customer_class is None, rate.amount_minor)
