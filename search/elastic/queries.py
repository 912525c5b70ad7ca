"""A request as Elasticsearch's queries, without a script: pure, nothing is sent from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from elasticsearch.dsl.function import BoostFactor, FieldValueFactor, ScoreFunction
from elasticsearch.dsl.query import (
    Bool,
    Exists,
    FunctionScore,
    GeoDistance,
    MatchAll,
    MatchNone,
    Query,
    Range,
    Term,
    Terms,
)

from search.elastic.bands import Band, bands_from
from search.elastic.mapping import LIST, MOST_MINUTES, midnight_of, ring_field
from search.elastic.spans import Span, Spans
from search.enums import Facet, Mode
from search.request import USUAL_MINUTES, Circle, SearchRequest, SpecificationRange
from search.request import Term as Asked
from search.slots import GRID_MINUTES, moment_of
from search.spans import slots_for

TITLE_WEIGHT = 3.0
# The score of what has no price: a power of two, which the engine's scores hold exactly.
UNPRICED = float(2**53)
NOWHERE_KM = 0.001  # the engine takes no radius of nothing


def filters_of(request: SearchRequest, spans: Spans) -> dict[Facet | None, list[Query]]:
    """Every condition, under the facet that it belongs to; None for those that no facet shows."""
    always = [_specification(each) for each in request.specifications]
    always += [_term(each) for each in request.terms]
    if request.circle is not None and request.circle.radius_km is not None:
        always.append(_around(request.circle, request.circle.radius_km))
    if request.when is not None:
        always.append(when(request, spans))
    if request.budget_minor is not None:
        always += _within_budget(request, spans, request.budget_minor)
    return {
        None: always,
        Facet.CLASS: [Terms(cls=sorted(request.classes))] if request.classes else [],
        Facet.KIND: [Terms(kinds=sorted(request.kinds))] if request.kinds else [],
        Facet.CERTIFICATE: [Term(certificates=each) for each in sorted(request.certificates)],
        Facet.INSTANT: [Term(instant=True)] if request.is_instant else [],
    }


def _term(term: Asked) -> Query:
    """Any of the spellings; all tokens of one."""
    return _any([Bool(filter=[Term(t=token) for token in each]) for each in term.alternatives])


def relevance(request: SearchRequest) -> Query:
    """Scores by how rare the words are that a listing has, those of its title above all."""
    tokens = sorted({token for term in request.terms for each in term.alternatives for token in each})
    scored = [Term(t=token) for token in tokens]
    scored += [Term(title={"value": token, "boost": TITLE_WEIGHT}) for token in tokens]
    return Bool(should=scored) if scored else MatchAll()


def _specification(asked: SpecificationRange) -> Query:
    """The machine's span meets the one asked for."""
    field = f"spec.{asked.kind}"
    met: list[Query] = [Exists(field=f"{field}_low")]
    if asked.maximum is not None:
        met.append(Range(**{f"{field}_low": {"lte": float(asked.maximum)}}))
    if asked.minimum is not None:
        met.append(Range(**{f"{field}_high": {"gte": float(asked.minimum)}}))
    return Bool(filter=met)


def _around(circle: Circle, radius_km: float) -> Query:
    point = {"lat": circle.latitude, "lon": circle.longitude}
    return GeoDistance("point", point, distance=f"{max(radius_km, NOWHERE_KM)}km")


# --- free time -------------------------------------------------------------------------------


def when(request: SearchRequest, spans: Spans) -> Query:
    asked = request.when
    assert asked is not None
    minutes = asked.minutes or 0
    match asked.mode:
        case Mode.WHOLE:
            return _for_each(spans, lambda span: whole(span.first, span.last))
        case Mode.IN_A_ROW:
            return _for_each(spans, partial(in_a_row, slots=slots_for(minutes)))
        case Mode.IN_ALL:
            return _for_each(spans, partial(in_all, minutes=minutes))


def _for_each(spans: Iterable[Span], asked: Callable[[Span], Query]) -> Query:
    """Each machine by its own zone and notice."""
    return _any([Bool(filter=[*_clock(span), asked(span)]) for span in spans])


def whole(first: int, last: int) -> Query:
    return Range(free={"gte": first, "lt": last, "relation": "contains"})


def any_free(span: Span) -> Query:
    """Some quarter hour of the span."""
    if span.first >= span.last:
        return MatchNone()
    return Range(free={"gte": span.first, "lt": span.last, "relation": "intersects"})


def in_a_row(span: Span, slots: int) -> Query:
    """A window long enough, from whose beginning and end the span leaves enough on either side."""
    earliest_end, latest_start = span.first + slots, span.last - slots
    if latest_start < span.first:
        return MatchNone()
    if earliest_end <= latest_start:
        first, last, relation = earliest_end, latest_start, "intersects"
    else:
        first, last, relation = latest_start, earliest_end, "contains"
    return _any([_range(band, first, last, relation) for band in bands_from(slots)])


def _range(band: Band, first: int, last: int, relation: str) -> Query:
    bound = {"gte": band.above + first, "lte": band.above + last, "relation": relation}
    return Range(**{f"w.{band.field}": bound})


def in_all(span: Span, minutes: int) -> Query:
    """Free minutes before its last midnight, less those before its first, and the quarters outside these."""
    zone = ZoneInfo(span.zone)
    first, last = _midnights_within(span, zone)
    if first is None or last is None:
        functions, least = _quarters(span.first, span.last), minutes
    else:
        functions = [
            FieldValueFactor(field=f"c.{ring_field(last)}", missing=0),
            FieldValueFactor(field=f"r.{ring_field(first)}", missing=0),
            *_quarters(span.first, midnight_of(first, zone)),
            *_quarters(midnight_of(last, zone), span.last),
        ]
        least = MOST_MINUTES + minutes
    if not functions:
        return MatchNone()
    return FunctionScore(
        query=Exists(field="free"),
        functions=functions,
        score_mode="sum",
        boost_mode="replace",
        min_score=least,
    )


def _midnights_within(span: Span, zone: ZoneInfo) -> tuple[date | None, date | None]:
    first = moment_of(span.first).astimezone(zone).date()
    if midnight_of(first, zone) < span.first:
        first += timedelta(days=1)
    last = moment_of(span.last).astimezone(zone).date()
    return (first, last) if first < last else (None, None)


def _quarters(first: int, last: int) -> list[ScoreFunction]:
    return [BoostFactor(filter=whole(slot, slot + 1), weight=GRID_MINUTES) for slot in range(first, last)]


def starts_by(request: SearchRequest, spans: Spans, slot: int) -> Query:
    """What of the hits can begin at or before the slot; the other conditions are asked beside."""
    when_asked = request.when
    if when_asked is not None and when_asked.mode == Mode.WHOLE:
        return _for_each([span for span in spans if span.first <= slot], lambda _span: MatchAll())
    slots, found = 1, any_free
    if when_asked is not None and when_asked.mode == Mode.IN_A_ROW:
        slots = slots_for(when_asked.minutes or 0)
        found = partial(in_a_row, slots=slots)
    return _for_each(
        [replace(span, last=min(span.last, slot + slots)) for span in spans if span.first <= slot], found
    )


# --- price -----------------------------------------------------------------------------------


def priced(request: SearchRequest, spans: Spans, base: Query) -> Query:
    """Scores the price of what is asked, and UNPRICED what has none."""
    has_price = Term(**{f"{_basis(request)}.currency": request.currency})
    scored = [
        _price(request, span, Bool(filter=[base, has_price, *_clock(span)]))
        for span in _price_spans(request, spans)
    ]
    others = Bool(filter=[base], must_not=[Bool(filter=[has_price])])
    unpriced = FunctionScore(query=others, functions=[BoostFactor(weight=UNPRICED)], boost_mode="replace")
    return Bool(should=[*scored, unpriced], minimum_should_match=1)


def _within_budget(request: SearchRequest, spans: Spans, budget_minor: int) -> list[Query]:
    """Priced, and not above: scores can be bounded from below alone."""
    has_price = Term(**{f"{_basis(request)}.currency": request.currency})
    above = [
        _price(request, span, Bool(filter=[has_price, *_clock(span)]), least=budget_minor + 0.5)
        for span in _price_spans(request, spans)
    ]
    return [has_price, Bool(must_not=above)]


def _price_spans(request: SearchRequest, spans: Spans) -> list[Span | None]:
    """One for each clock where a period is priced; a length costs the same by all."""
    is_period = request.when is not None and request.when.mode == Mode.WHOLE
    return list(spans) if is_period else [None]


def _clock(span: Span | None) -> list[Query]:
    return [] if span is None else [Term(zone=span.zone), Terms(notice=list(span.notices))]


def _price(request: SearchRequest, span: Span | None, base: Query, least: float | None = None) -> Query:
    """
    The work, at least the minimum, and set-up on top; `least` drops what costs less.

    Amounts are exact up to 16 777 216 minor units, where the engine's scores end being whole numbers.
    """
    basis = _basis(request)
    if span is None:
        minutes = (request.when and request.when.minutes) or USUAL_MINUTES
        rates = [_factor(f"{basis}.basic", minutes)]
    else:
        rates = [_factor(f"{basis}.rate_{pattern}", minutes) for pattern, minutes in span.minutes.items()]
    work = FunctionScore(query=base, functions=rates, score_mode="sum", boost_mode="replace")
    at_least = FunctionScore(query=work, functions=[_factor(f"{basis}.minimum")], boost_mode="max")
    whole_price = FunctionScore(query=at_least, functions=[_factor(f"{basis}.set_up")], boost_mode="sum")
    if least is not None:
        whole_price.min_score = least
    return whole_price


def _factor(field: str, minutes: int = 60) -> ScoreFunction:
    return FieldValueFactor(field=field, factor=minutes / 60, missing=0)


def _basis(request: SearchRequest) -> str:
    return f"price.{request.customer_class or LIST}"


def _any(queries: Sequence[Query]) -> Query:
    match queries:
        case []:
            return MatchNone()
        case [only]:
            return only
    return Bool(should=list(queries), minimum_should_match=1)
