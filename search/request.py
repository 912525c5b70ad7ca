"""
What is asked and what is answered, as plain data: the whole contract between pages and backends.

Both backends give the same hits, totals and facets for the same request; only the order by
relevance is each engine's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from marketplace.periods import Period, at_wall_time
from search.enums import Facet, Mode, Sort

PAGE_SIZE = 12
MOST_PER_PAGE = 100
# The free time of so many days from today is searched; what lies beyond reads as not free.
HORIZON_DAYS = 62
# Prices are told for an hour where nothing was said about a length.
USUAL_MINUTES = 60
DAY = timedelta(days=1)
# The key of what has none: no distance, no price, never free. Sorts last.
LAST = 9e15


@dataclass(frozen=True)
class Term:
    """A word of the query: a hit has to have one of its spellings (synonyms, pinyin, bigrams alike)."""

    said: str
    # Each alternative is a conjunction of index tokens: a word of four CJK characters is three bigrams.
    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SpecificationRange:
    """A kind of capacity.taxonomy, in its own unit; a machine answers where its span meets this one."""

    kind: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Circle:
    """A point in WGS-84 and a radius; no radius means distances alone, and leaves nobody out."""

    latitude: float
    longitude: float
    radius_km: float | None = None


@dataclass(frozen=True)
class WallSpan:
    """From a wall time of one day to one of another, by the clock of each site; `ends` 00:00 is midnight."""

    first: date
    last: date
    starts: time = time()
    ends: time = time()

    def in_zone(self, zone: ZoneInfo) -> Period | None:
        """Nothing where the clock skips all of it, or where it ends before it starts."""
        last = self.last + DAY if self.ends == time() else self.last
        starts_at = at_wall_time(self.first, self.starts, zone)
        ends_at = at_wall_time(last, self.ends, zone)
        return Period(starts_at, ends_at) if starts_at < ends_at else None


@dataclass(frozen=True)
class When:
    """
    `minutes` in a row or in all within the span, or the whole of it.

    A span of instants (from programs) is the same everywhere; a wall span is told by each site's clock.
    """

    mode: Mode
    span: WallSpan | Period
    minutes: int | None = None  # none exactly where the mode is WHOLE

    def in_zone(self, zone: ZoneInfo) -> Period | None:
        return self.span if isinstance(self.span, Period) else self.span.in_zone(zone)


@dataclass(frozen=True)
class Cursor:
    """The sort key and id of the last hit of the page before."""

    key: float
    resource_id: int


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """
    One question. Everything that is set has to hold for one machine at once.

    A machine is of one of the classes, is sold in one of the kinds, and has all of the certificates.

    `now` bounds what is free; `customer_class` (a SizeClass or none for the list price) decides prices;
    `budget_minor` is a total for `when` in `currency`, gross.
    """

    now: datetime
    terms: tuple[Term, ...] = ()
    classes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    is_instant: bool = False
    specifications: tuple[SpecificationRange, ...] = ()
    circle: Circle | None = None
    when: When | None = None
    customer_class: str | None = None
    currency: str = "CNY"
    budget_minor: int | None = None
    sort: Sort = Sort.EARLIEST
    after: Cursor | None = None
    limit: int = PAGE_SIZE
    facets: frozenset[Facet] = frozenset()


@dataclass(frozen=True)
class Found:
    """
    A hit as the index knows it; pages re-check it against the database.

    `key` is what the chosen order sorts by, ascending, ties by id: minutes since the epoch of the
    earliest start (EARLIEST), minor units (PRICE), metres (DISTANCE), minus the epoch second of
    publication (NEWEST), minus the score (RELEVANCE).
    """

    resource_id: int
    key: float
    starts_at: datetime | None = None
    price_minor: int | None = None
    distance_km: float | None = None


@dataclass(frozen=True)
class Answer:
    """
    The hits of one page, how many there are in all, and the counts of the facets asked for.

    A facet counts by class, kind or certificate, INSTANT under "true" alone; what has none is left out.
    `next` is there exactly where more follow.
    """

    hits: tuple[Found, ...]
    total: int
    is_total_exact: bool = True
    facets: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)
    next: Cursor | None = None
    backend: str = ""
    # The engine was away and PostgreSQL answered in its place.
    is_stand_in: bool = False


class BackendAway(RuntimeError):
    """The engine cannot answer now; another may."""


class NotAnswered(BackendAway):
    """The engine is there and answers others, but not this question: it takes too long, or is refused."""


class Backend(Protocol):
    """What answers; PostgreSQL or Elasticsearch."""

    name: str

    def search(self, request: SearchRequest) -> Answer:
        """
        :raises BackendAway: the engine cannot be reached or does not answer in time
        """

    def suggest(self, text: str, *, limit: int) -> tuple[str, ...]:
        """
        Titles, makers and models that begin with what was typed so far.

        :raises BackendAway: as `search`
        """
