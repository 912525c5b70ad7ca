"""Answers from Elasticsearch, with the same hits, totals and counts as PostgreSQL's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Search
from elasticsearch.dsl.query import Bool, Query, Term

from search.elastic import queries
from search.elastic.earliest import Earliest
from search.elastic.hits import Hits
from search.elastic.mapping import quoted, shown_of, typed_key
from search.elastic.reaching import reached
from search.elastic.spans import Spans
from search.elastic.writing import ALIAS
from search.enums import Facet, Sort
from search.request import LAST, Answer, Cursor, Found, NotAnswered, SearchRequest

SLOWEST_SECONDS = 3.0  # for all searches of one question together
ON_THE_WAY_SECONDS = 1.0  # beyond which the engine does not answer in time
MOST_VALUES = 200  # of a facet
_FIELDS = {Facet.CLASS: "cls", Facet.KIND: "kinds", Facet.CERTIFICATE: "certificates"}


class ElasticBackend:
    name = "elastic"

    def __init__(self, client: Elasticsearch, alias: str = ALIAS) -> None:
        self.client = client.options(request_timeout=SLOWEST_SECONDS + ON_THE_WAY_SECONDS)
        self.alias = alias

    def search(self, request: SearchRequest) -> Answer:
        with reached():
            return _Question(self, request).answer()

    def suggest(self, text: str, *, limit: int) -> tuple[str, ...]:
        typed = typed_key(text)
        if not typed:
            return ()
        begun = self.whole().query("prefix", s=typed).extra(size=0)
        include = f"{quoted(typed)}.*"
        begun.aggs.bucket("begun", A("terms", field="s", include=include, size=limit * 8))
        with reached():
            buckets = begun.execute().aggregations.begun.buckets
        counted: dict[str, int] = {}
        for bucket in buckets:
            shown = shown_of(bucket.key)
            counted[shown] = max(counted.get(shown, 0), bucket.doc_count)
        return tuple(sorted(counted, key=lambda shown: (-counted[shown], len(shown), shown))[:limit])

    def whole(self) -> Search[Any]:
        return Search(using=self.client, index=self.alias).extra(timeout=f"{SLOWEST_SECONDS:g}s")


class _Question:
    """One request on its way through the engine."""

    def __init__(self, backend: ElasticBackend, request: SearchRequest) -> None:
        self.backend, self.request = backend, request
        self.spans = Spans.of(request)
        self.filters = queries.filters_of(request, self.spans)
        self.ends_at = monotonic() + SLOWEST_SECONDS

    def answer(self) -> Answer:
        total, facets = self._counts()
        hits, following = self._page(total) if total else ([], None)
        return Answer(hits=tuple(hits), total=total, facets=facets, next=following, backend=self.backend.name)

    def every(self, *, without: Facet | None = None) -> list[Query]:
        """All conditions, those of one facet left out."""
        return [
            each
            for facet, found in self.filters.items()
            if facet is None or facet != without
            for each in found
        ]

    def run(self, search: Search[Any]) -> Any:
        """:raises NotAnswered: the time of the question is up"""
        left = self.ends_at - monotonic()
        if left > 0:
            answer = search.extra(timeout=f"{left * 1000:.0f}ms").execute()
            if not answer.timed_out:
                return answer
        raise NotAnswered("This search takes Elasticsearch too long.")

    def _counts(self) -> tuple[int, Mapping[Facet, Mapping[str, int]]]:
        """The total and the facets in one search, each facet inside the filters of the others."""
        others = [each for facet, found in self.filters.items() if facet is not None for each in found]
        search = self.backend.whole().query(Bool(filter=self.filters[None])).post_filter(Bool(filter=others))
        search = search.extra(size=0, track_total_hits=True)
        for facet in sorted(self.request.facets):
            narrowed = search.aggs.bucket(facet.value, "filter", filter=Bool(filter=self._others(facet)))
            if facet == Facet.INSTANT:
                narrowed.bucket("values", "filter", filter=Term(instant=True))
            else:
                narrowed.bucket("values", "terms", field=_FIELDS[facet], size=MOST_VALUES)
        answer = self.run(search)
        facets = {facet: _values(answer.aggregations[facet.value]["values"]) for facet in self.request.facets}
        return answer.hits.total.value, facets

    def _others(self, facet: Facet) -> list[Query]:
        return [each for other, found in self.filters.items() if other not in (None, facet) for each in found]

    def _page(self, total: int) -> tuple[list[Found], Cursor | None]:
        """So many hits from the cursor on, and where the next page begins if there is one."""
        if self.request.sort != Sort.EARLIEST:
            return self._sorted()
        conditions, limit = self.every(), self.request.limit
        earliest = Earliest(self.backend.whole, self.run, self.request, self.spans, conditions)
        found = earliest.found(limit + 1, total)
        return found[:limit], _cursor(found[limit - 1]) if len(found) > limit else None

    def _sorted(self) -> tuple[list[Found], Cursor | None]:
        """By what the engine can sort by itself; its keys are exact enough to go on from."""
        order, sort, limit = self._order(), self.request.sort, self.request.limit
        search = self.backend.whole().query(self._scored()).extra(size=limit + 1, track_total_hits=False)
        search = search.extra(sort=[*order, {"n": {"order": "asc"}}])
        if self.request.after is not None:
            search = search.extra(search_after=_after(sort, self.request.after, is_keyed=bool(order)))
        rows = list(self.run(search).hits)
        hits = Hits(self.request, self.spans).of(
            rows[:limit], lambda row: _key(sort, row, is_keyed=bool(order))
        )
        following = _cursor(hits[-1]) if len(rows) > limit else None
        return (_by_price(hits) if sort == Sort.PRICE else hits), following

    def _scored(self) -> Query:
        match self.request.sort:
            case Sort.PRICE:
                return queries.priced(self.request, self.spans, Bool(filter=self.every()))
            case Sort.RELEVANCE:
                return Bool(must=[queries.relevance(self.request)], filter=self.every())
        return Bool(filter=self.every())

    def _order(self) -> list[dict[str, Any]]:
        """What the engine sorts by before the id; nothing where distances are asked from nowhere."""
        circle = self.request.circle
        match self.request.sort:
            case Sort.PRICE:
                return [{"_score": {"order": "asc"}}]
            case Sort.RELEVANCE:
                return [{"_score": {"order": "desc"}}]
            case Sort.NEWEST:
                return [{"published": {"order": "desc"}}]
            case Sort.DISTANCE if circle is not None:
                point = {"lat": circle.latitude, "lon": circle.longitude}
                return [{"_geo_distance": {"point": point, "unit": "m", "order": "asc"}}]
        return []


def _cursor(last: Found) -> Cursor:
    return Cursor(last.key, last.resource_id)


def _by_price(hits: Sequence[Found]) -> list[Found]:
    """By the exact prices: the engine's scores have seven digits, and it does not round."""
    exact = [replace(hit, key=LAST if hit.price_minor is None else float(hit.price_minor)) for hit in hits]
    return sorted(exact, key=lambda hit: (hit.key, hit.resource_id))


def _key(sort: Sort, row: Any, *, is_keyed: bool) -> float:
    if not is_keyed:
        return LAST
    value = row.meta.sort[0]
    if isinstance(value, str) or value >= queries.UNPRICED:
        return LAST  # the engine says "Infinity" where there is no point
    return -float(value) if sort in (Sort.RELEVANCE, Sort.NEWEST) else float(value)


def _after(sort: Sort, cursor: Cursor, *, is_keyed: bool) -> list[Any]:
    if not is_keyed:
        return [cursor.resource_id]
    if cursor.key >= LAST:
        return ["Infinity" if sort == Sort.DISTANCE else queries.UNPRICED, cursor.resource_id]
    is_downwards = sort in (Sort.RELEVANCE, Sort.NEWEST)
    key = int(-cursor.key) if sort == Sort.NEWEST else -cursor.key if is_downwards else cursor.key
    return [key, cursor.resource_id]


def _values(found: Any) -> dict[str, int]:
    """As PostgreSQL counts: what has none is left out."""
    if "buckets" in found:
        return {bucket.key: bucket.doc_count for bucket in found.buckets}
    return {"true": found.doc_count} if found.doc_count else {}
