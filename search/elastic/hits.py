"""Rows of the engine as hits: the start, the price and the distance reckoned by our own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from search.distance import metres_between
from search.documents import PriceBasis
from search.elastic.mapping import LIST
from search.elastic.spans import Span, Spans
from search.enums import Mode
from search.request import USUAL_MINUTES, Found, SearchRequest
from search.slots import Window, moment_of
from search.spans import slots_for


class Hits:
    def __init__(self, request: SearchRequest, spans: Spans) -> None:
        self.request, self.spans = request, spans

    def of(self, rows: Iterable[Any], key: Callable[[Any], float]) -> list[Found]:
        return [self._found(row.to_dict(), key(row)) for row in rows]

    def _found(self, row: Mapping[str, Any], key: float) -> Found:
        """Of plain data: the client's own wrappers would take longer than the engine does."""
        start = self.start_of(row)
        return Found(
            resource_id=row["n"],
            key=key,
            starts_at=None if start is None else moment_of(start),
            price_minor=self._price(row),
            distance_km=self._distance(row),
        )

    def span_of(self, row: Mapping[str, Any]) -> Span | None:
        return self.spans.at(row["zone"], row["notice"])

    def start_of(self, row: Mapping[str, Any]) -> int | None:
        """The first slot that answers the question; the first free one where hours lie apart."""
        span = self.span_of(row)
        if span is None:
            return None
        units = row["units"]["windows"]
        when = self.request.when
        if when is not None and when.mode == Mode.WHOLE:
            return span.first
        if when is not None and when.mode == Mode.IN_A_ROW:
            return first_run(units, span, slots_for(when.minutes or 0))
        return first_run(units, span, 1)

    def _price(self, row: Mapping[str, Any]) -> int | None:
        request = self.request
        price = row.get("price", {})
        basis = _basis(price.get(request.customer_class or LIST), request.currency)
        span = self.span_of(row)
        if basis is None:
            return None
        if request.when is not None and request.when.mode == Mode.WHOLE:
            return basis.for_hours(span.minutes) if span else None
        return basis.for_length((request.when and request.when.minutes) or USUAL_MINUTES)

    def _distance(self, row: Mapping[str, Any]) -> float | None:
        circle = self.request.circle
        if circle is None or "point" not in row:
            return None
        metres = metres_between(circle.latitude, circle.longitude, row["point"]["lat"], row["point"]["lon"])
        return metres / 1000


def first_run(units: Iterable[Iterable[Window]], span: Span, slots: int) -> int | None:
    """The earliest start of so many free slots in a row of one unit."""
    starts = (
        max(first, span.first) for unit in units for first, last in unit if _fits(first, last, span, slots)
    )
    return min(starts, default=None)


def _fits(first: int, last: int, span: Span, slots: int) -> bool:
    return min(last, span.last) - max(first, span.first) >= slots


def _basis(price: dict[str, Any] | None, currency: str) -> PriceBasis | None:
    if price is None or price["currency"] != currency:
        return None
    rates = {int(name.removeprefix("rate_")): amount for name, amount in price.items() if name[:5] == "rate_"}
    return PriceBasis(
        currency=currency,
        rates=rates,
        basic_minor=price["basic"],
        set_up_minor=price["set_up"],
        minimum_minor=price["minimum"],
    )
