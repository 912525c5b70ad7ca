"""
Whether one listing answers a request: the rules of both engines in plain Python, over its document.

For what the index does not know yet: a listing that has just changed is held against many requests.
The contract suite holds these rules to the cases that the engines are held to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from search.distance import metres_between
from search.documents import ListingDocument
from search.enums import Mode
from search.patterns import minutes_by_pattern
from search.request import USUAL_MINUTES, SearchRequest, SpecificationRange
from search.slots import Window
from search.spans import slots_for, span_of


@dataclass(frozen=True)
class Verdict:
    """`start` is the first slot of the earliest answer; nothing where no time was asked."""

    start: int | None = None


class Judge:
    """`patterns` are the quarter hours of the weekly patterns by key (search.models.WeekPattern)."""

    def __init__(self, listing: ListingDocument, patterns: Mapping[int, str]) -> None:
        self.listing, self.patterns = listing, patterns
        self.zone = ZoneInfo(listing.zone)

    def verdict(self, request: SearchRequest) -> Verdict | None:
        """Nothing where the listing does not answer; cheap conditions come first."""
        if not (self._meets_facts(request) and self._is_near(request) and self._has_words(request)):
            return None
        if request.when is None:
            return Verdict() if self._is_affordable(request, None) else None
        span = span_of(request.when, self.zone, notice_minutes=self.listing.notice_minutes, now=request.now)
        start = self._start(request, span) if span else None
        return Verdict(start) if start is not None and self._is_affordable(request, span) else None

    def _meets_facts(self, request: SearchRequest) -> bool:
        listing = self.listing
        return (
            (not request.classes or listing.resource_class in request.classes)
            and (not request.kinds or not request.kinds.isdisjoint(listing.kinds))
            and request.certificates.issubset(listing.certificates)
            and (listing.is_instant or not request.is_instant)
            and all(self._meets_range(each) for each in request.specifications)
        )

    def _meets_range(self, asked: SpecificationRange) -> bool:
        if asked.kind not in self.listing.specifications:
            return False
        low, high = self.listing.specifications[asked.kind]
        least, most = asked.minimum, asked.maximum
        return (least is None or high >= least) and (most is None or low <= most)

    def _is_near(self, request: SearchRequest) -> bool:
        circle, listing = request.circle, self.listing
        if circle is None or circle.radius_km is None:
            return True
        if listing.latitude is None or listing.longitude is None:
            return False
        metres = metres_between(circle.latitude, circle.longitude, listing.latitude, listing.longitude)
        return metres <= circle.radius_km * 1000

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return frozenset((*self.listing.tokens, *self.listing.title_tokens))

    def _has_words(self, request: SearchRequest) -> bool:
        return all(
            any(self._tokens.issuperset(alternative) for alternative in term.alternatives)
            for term in request.terms
        )

    def _start(self, request: SearchRequest, span: Window) -> int | None:
        when = request.when
        assert when is not None
        if when.mode == Mode.IN_ALL:
            parts = _clipped(self.listing.any_unit, span)
            enough = sum(last - first for first, last in parts) >= slots_for(when.minutes or 0)
            return parts[0][0] if parts and enough else None
        length = span[1] - span[0] if when.mode == Mode.WHOLE else slots_for(when.minutes or 0)
        starts = [
            first
            for unit in self.listing.windows
            for first, last in _clipped(unit, span)
            if last - first >= length
        ]
        return min(starts, default=None)

    def _is_affordable(self, request: SearchRequest, span: Window | None) -> bool:
        if request.budget_minor is None:
            return True
        basis = self.listing.prices.get(request.customer_class or "")
        if basis is None or basis.currency != request.currency:
            return False
        when = request.when
        if when is not None and when.mode == Mode.WHOLE and span is not None:
            price = basis.for_hours(minutes_by_pattern(span, self.zone, self.patterns))
        else:
            price = basis.for_length((when and when.minutes) or USUAL_MINUTES)
        return price <= request.budget_minor


def _clipped(windows: Iterable[Window], span: Window) -> list[Window]:
    """What of sorted windows lies in the span."""
    parts = ((max(first, span[0]), min(last, span[1])) for first, last in windows)
    return [(first, last) for first, last in parts if first < last]
