"""One request as one statement: its hits, the page of them, and their counts by facet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from search.enums import Mode, Sort
from search.postgres.bits import span_sql
from search.postgres.clocks import clock_rows
from search.postgres.conditions import (
    METRES,
    Condition,
    facet_conditions,
    place_conditions,
    score_sql,
    text_conditions,
)
from search.postgres.prices import CLASSES, currency_number, price_sql
from search.postgres.timing import with_start
from search.request import LAST, USUAL_MINUTES, SearchRequest
from search.slots import GRID_MINUTES

KEYS = {
    Sort.EARLIEST: f"start::bigint * {GRID_MINUTES}",
    Sort.PRICE: "price",
    Sort.DISTANCE: "metres",
    Sort.NEWEST: "-floor(extract(epoch FROM published_at))",
    Sort.RELEVANCE: "-score",
}


class Statement:
    """
    Reads SearchFree where time matters and SearchText where words do, joined where both do.

    A facet that is counted is no condition of `hits`: it is counted under the others alone. A hit that
    fails two of them is in nobody's count and left out at once. Where facets are the only conditions,
    hits are counted apart, by an index.
    """

    def __init__(self, request: SearchRequest) -> None:
        self.request = request
        self.params: dict[str, Any] = {}
        self.needs_time = request.when is not None or request.sort == Sort.EARLIEST
        self.needs_price = request.sort == Sort.PRICE or request.budget_minor is not None
        self.is_whole = request.when is not None and request.when.mode == Mode.WHOLE
        facets = facet_conditions(request)
        self._counted_facets = [each for facet, each in facets.items() if facet in request.facets]
        self._other_facets = [each for facet, each in facets.items() if facet not in request.facets]
        self._texts = list(text_conditions(request))
        self._places = list(place_conditions(request))
        rest = (self._texts, self._places, request.when, request.budget_minor is not None)
        self._are_counted_apart = not any(rest)

    @property
    def counted(self) -> list[str]:
        """The column that hits are counted by."""
        return ["facets_id"] if self.request.facets else []

    def sql(self) -> str:
        tables = {"clocks": self._clocks()}
        if self._are_counted_apart:
            tables["page"] = self._page(f"({self._hits()})")
        else:
            tables |= {"hits": self._hits(), "page": self._page("hits")}
        told = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in tables.items() if sql)
        return f"WITH {told} {_ANSWER} FROM ({self._groups()}) AS counts"

    def _clocks(self) -> str:
        if not (self.needs_time or (self.needs_price and self.is_whole)):
            return ""
        rows = clock_rows(self.request, is_priced=self.needs_price)
        self.params["clocks"] = json.dumps(rows)
        return _CLOCKS

    def _hits(self) -> str:
        measures = dict(self._measures())
        columns = ["id", *self.counted, *measures]
        source = self._source([f"{sql} AS {name}" for name, sql in measures.items()])
        if self.needs_time:
            source = with_start(self.request, source, columns)
        key = KEYS[self.request.sort] if self._has_key(measures) else "NULL"
        hits = f"SELECT *, coalesce({key}, {LAST:.0f})::float8 AS key FROM ({source}) AS found"
        if self.request.budget_minor is None:
            return hits
        self.params["budget"] = self.request.budget_minor
        return f"{hits} WHERE price <= %(budget)s"

    def _has_key(self, measures: dict[str, str]) -> bool:
        needed = {Sort.DISTANCE: "metres", Sort.RELEVANCE: "score"}.get(self.request.sort)
        return needed is None or needed in measures

    def _measures(self) -> Iterator[tuple[str, str]]:
        """What is reckoned of each listing, by column."""
        request = self.request
        if self.needs_price:
            yield "price", self._price()
        if request.circle is not None:
            self.params |= {"latitude": request.circle.latitude, "longitude": request.circle.longitude}
            yield "metres", METRES
        if request.sort == Sort.RELEVANCE and request.terms:
            yield "score", self._take(score_sql(request))
        if request.sort == Sort.NEWEST:
            yield "published_at", "published_at"

    def _price(self) -> str:
        request = self.request
        self.params["customer"] = CLASSES.index(request.customer_class or "") + 1
        self.params["currency"] = currency_number(request.currency)
        self.params["minutes"] = (request.when and request.when.minutes) or USUAL_MINUTES
        return price_sql("prices", "minutes" if self.is_whole else None)

    def _source(self, measures: list[str]) -> str:
        """The listings that meet every condition but those of time and of the facets that are counted."""
        met = [self._take(each) for each in (*self._places, *self._texts)]
        if facets := (self._every_facet() if self._are_counted_apart else self._facets()):
            met.append(_among(facets))
        where = f" WHERE {' AND '.join(met)}" if met else ""
        selected = ["resource_id AS id", *self.counted, *measures, *(TIMED if self.needs_time else ())]
        return f"SELECT {', '.join(selected)} FROM {self._tables()}{where}"

    def _facets(self) -> list[str]:
        """What has to hold of a combination of facets; of those that are counted, all but one."""
        met = [self._take(each) for each in self._other_facets]
        if len(self._counted_facets) > 1:
            counted = " + ".join(f"{self._take(each)}::int" for each in self._counted_facets)
            met.append(f"{counted} >= {len(self._counted_facets) - 1}")
        return met

    def _tables(self) -> str:
        """Where words are asked for, all facts are read beside them: few rows are left to join."""
        tables = "search_searchtext" if self._texts else "search_searchfree"
        if self._texts and self.needs_time:
            bits = "SELECT resource_id AS free_id, first_slot, bits, calendars FROM search_searchfree"
            tables += f" JOIN ({bits}) AS free ON free_id = resource_id"
        return f"{tables} JOIN clocks ON clocks.id = clock_id" if "clocks" in self.params else tables

    def _every_facet(self) -> list[str]:
        return [self._take(each) for each in (*self._other_facets, *self._counted_facets)]

    def _page(self, hits: str) -> str:
        facets = [] if self._are_counted_apart else [self._take(each) for each in self._counted_facets]
        conditions = [_among(facets)] if facets else []
        if self.request.after is not None:
            after = {"after_key": self.request.after.key, "after_id": self.request.after.resource_id}
            self.params |= after
            conditions.append("(key, id) > (%(after_key)s::float8, %(after_id)s)")
        self.params["limit"] = self.request.limit + 1
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT * FROM {hits} AS hits{where} ORDER BY key, id LIMIT %(limit)s"

    def _groups(self) -> str:
        hits = "hits"
        if self._are_counted_apart:
            facets = self._facets()
            hits = f"search_searchfree{f' WHERE {_among(facets)}' if facets else ''}"
        if not self.counted:
            return f"SELECT count(*) AS number FROM {hits}"
        return _COUNTS.format(hits=hits)

    def _take(self, condition: Condition) -> str:
        self.params |= condition.params
        return f"({condition.sql})"


def _among(conditions: Sequence[str]) -> str:
    """The listings of those combinations of facets that meet the conditions."""
    return f"facets_id IN (SELECT id FROM search_facetset WHERE {' AND '.join(conditions)})"


TIMED = (
    "resource_id", "span_first", "span_last", "calendars", "greatest(span_first, first_slot) AS begins",
    f"{span_sql()} AS x",
)  # fmt: skip

_CLOCKS = """
SELECT * FROM jsonb_to_recordset(%(clocks)s::jsonb)
    AS clock (id smallint, span_first int, span_last int, minutes int[])
"""

_COUNTS = """
SELECT resource_class, kinds, certificates, is_instant, number
FROM (SELECT facets_id, count(*) AS number FROM {hits} GROUP BY facets_id) AS counted
JOIN search_facetset ON id = facets_id
"""

_ANSWER = """
SELECT (SELECT coalesce(json_agg(to_json(page) ORDER BY key, page.id), '[]') FROM page),
       coalesce(json_agg(to_json(counts)), '[]')
"""
