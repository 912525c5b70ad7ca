"""
What a search means, in plain Python and as slowly as it likes: the specification of both engines.

The contract suite holds this model to its expected answers, and hypothesis holds the engines to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from search.distance import metres_between
from search.documents import ListingDocument
from search.enums import Facet, Mode, Sort
from search.patterns import minutes_by_pattern
from search.request import LAST, USUAL_MINUTES, Cursor, SearchRequest
from search.slots import GRID_MINUTES, Window
from search.spans import first_slot, slots_for, span_of


@dataclass(frozen=True)
class Answered:
    """Every hit with its key, in order, of one page; how many there are in all; the counts."""

    hits: list[tuple[float, int]]
    total: int
    facets: dict[Facet, dict[str, int]]


def answer(
    listings: Iterable[ListingDocument], request: SearchRequest, patterns: Mapping[int, str]
) -> Answered:
    """`patterns` are the weekly patterns by key. Scores are not modelled: relevance is in order of id."""
    weighed = [Weighed(each, request, patterns) for each in listings]
    found = sorted((each.key, each.listing.resource_id) for each in weighed if each.answers())
    hits = [each for each in found if _is_after(each, request.after)][: request.limit]
    return Answered(hits, len(found), {facet: _count(facet, weighed) for facet in request.facets})


def _is_after(hit: tuple[float, int], cursor: Cursor | None) -> bool:
    return cursor is None or hit > (cursor.key, cursor.resource_id)


def _count(facet: Facet, weighed: Iterable[Weighed]) -> dict[str, int]:
    return dict(
        Counter(value for each in weighed if each.answers(without=facet) for value in each.values(facet))
    )


class Weighed:
    """One listing under a request."""

    def __init__(self, listing: ListingDocument, request: SearchRequest, patterns: Mapping[int, str]) -> None:
        self.listing, self.request, self.patterns = listing, request, patterns
        self.zone = ZoneInfo(listing.zone)

    def answers(self, *, without: Facet | None = None) -> bool:
        return all(met for facet, met in self._conditions() if facet is None or facet != without)

    def _conditions(self) -> Iterator[tuple[Facet | None, bool]]:
        asked, listing = self.request, self.listing
        yield Facet.CLASS, not asked.classes or listing.resource_class in asked.classes
        yield Facet.KIND, not asked.kinds or not asked.kinds.isdisjoint(listing.kinds)
        yield Facet.CERTIFICATE, asked.certificates.issubset(listing.certificates)
        yield Facet.INSTANT, listing.is_instant or not asked.is_instant
        yield None, all(self._has_term(each.alternatives) for each in asked.terms)
        yield (
            None,
            all(self._has_span(each.kind, each.minimum, each.maximum) for each in asked.specifications),
        )
        yield None, self._is_near()
        yield None, asked.when is None or self.start is not None
        price = self.price
        yield None, asked.budget_minor is None or (price is not None and price <= asked.budget_minor)

    def _has_term(self, alternatives) -> bool:
        tokens = {*self.listing.tokens, *self.listing.title_tokens}
        return any(tokens.issuperset(each) for each in alternatives)

    def _has_span(self, kind, minimum, maximum) -> bool:
        if kind not in self.listing.specifications:
            return False
        low, high = self.listing.specifications[kind]
        return (minimum is None or high >= minimum) and (maximum is None or low <= maximum)

    def _is_near(self) -> bool:
        circle = self.request.circle
        if circle is None or circle.radius_km is None:
            return True
        return self.metres is not None and self.metres <= circle.radius_km * 1000

    @property
    def metres(self) -> float | None:
        circle, listing = self.request.circle, self.listing
        if circle is None or listing.latitude is None or listing.longitude is None:
            return None
        return metres_between(circle.latitude, circle.longitude, listing.latitude, listing.longitude)

    @property
    def span(self) -> Window | None:
        """The slots of the question at this site; from now on where nothing was said."""
        now, notice = self.request.now, self.listing.notice_minutes
        if self.request.when is None:
            return first_slot(now, notice), first_slot(now, notice) + 100_000
        return span_of(self.request.when, self.zone, notice_minutes=notice, now=now)

    @property
    def start(self) -> int | None:
        """The slot with which the earliest answer begins."""
        when, span = self.request.when, self.span
        if span is None:
            return None
        any_unit = _slots_within(self.listing.any_unit, span)
        if when is None:
            return min(any_unit, default=None)
        if when.mode == Mode.IN_ALL:
            return min(any_unit) if len(any_unit) >= slots_for(when.minutes) else None
        length = span[1] - span[0] if when.mode == Mode.WHOLE else slots_for(when.minutes)
        starts = (_first_run(_slots_within(unit, span), length) for unit in self.listing.windows)
        return min((start for start in starts if start is not None), default=None)

    @property
    def price(self) -> int | None:
        basis = self.listing.prices.get(self.request.customer_class or "")
        if basis is None or basis.currency != self.request.currency:
            return None
        when = self.request.when
        if when is not None and when.mode == Mode.WHOLE:
            span = self.span
            return basis.for_hours(minutes_by_pattern(span, self.zone, self.patterns)) if span else None
        return basis.for_length(when.minutes if when is not None else USUAL_MINUTES)

    @property
    def key(self) -> float:
        match self.request.sort:
            case Sort.EARLIEST:
                found = None if self.start is None else self.start * GRID_MINUTES
            case Sort.PRICE:
                found = self.price
            case Sort.DISTANCE:
                found = self.metres
            case Sort.NEWEST:
                found = -(self.listing.published_at.timestamp() // 1)
            case Sort.RELEVANCE:
                found = 0
        return LAST if found is None else float(found)

    def values(self, facet: Facet) -> tuple[str, ...]:
        match facet:
            case Facet.CLASS:
                return (self.listing.resource_class,)
            case Facet.KIND:
                return self.listing.kinds
            case Facet.CERTIFICATE:
                return self.listing.certificates
            case Facet.INSTANT:
                return ("true",) if self.listing.is_instant else ()


def _slots_within(windows: Iterable[Window], span: Window) -> set[int]:
    every = {slot for first, last in windows for slot in range(first, last)}
    return {slot for slot in every if span[0] <= slot < span[1]}


def _first_run(free: set[int], length: int) -> int | None:
    """Where the first so many free slots of one unit begin that follow each other."""
    runs = (slot for slot in sorted(free) if all(slot + step in free for step in range(length)))
    return next(runs, None)
