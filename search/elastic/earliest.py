"""
The order by earliest start, which the engine cannot sort by: how many start by a moment can be counted.

The moment by which a page is full is found by halving; what starts before it is fetched and sorted
here, and filled up with what starts just then, by id. The same order as PostgreSQL's, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, MatchAll, Query, Range

from search.elastic import queries
from search.elastic.hits import Hits
from search.elastic.spans import Spans
from search.request import LAST, Found, SearchRequest
from search.slots import GRID_MINUTES


class Earliest:
    def __init__(
        self,
        whole: Callable[[], Search[Any]],
        run: Callable[[Search[Any]], Any],
        request: SearchRequest,
        spans: Spans,
        conditions: Sequence[Query],
    ) -> None:
        self.whole, self.run, self.request, self.spans = whole, run, request, spans
        self.conditions = list(conditions)
        self.hits = Hits(request, spans)

    def found(self, wanted: int) -> list[Found]:
        """So many hits from the cursor on, or all that are left."""
        first = min((span.first for span in self.spans), default=0)
        last = max((span.last for span in self.spans), default=0)
        cursor = self.request.after
        if cursor is not None and cursor.key >= LAST:
            return self._never_free(wanted, beyond=cursor.resource_id)
        moment = self._full_by(wanted, first, last)
        if moment is None:
            found = self._starting(self._until(last), wanted)
            lacking = wanted - len(found)
            return found + (self._never_free(lacking) if lacking and self.request.when is None else [])
        found = self._starting(self._until(moment - 1), wanted)
        then = [
            *self._until(moment),
            Bool(must_not=[queries.starts_by(self.request, self.spans, moment - 1)]),
        ]
        return found + self._starting(then, wanted - len(found))

    def _full_by(self, wanted: int, first: int, last: int) -> int | None:
        """The first slot by which so many start; nothing where fewer start at all."""
        if self._count(last, wanted) < wanted:
            return None
        low, high = first, last
        while low < high:
            middle = (low + high) // 2
            if self._count(middle, wanted) >= wanted:
                high = middle
            else:
                low = middle + 1
        return low

    def _count(self, slot: int, wanted: int) -> int:
        search = self.whole().query(Bool(filter=self._until(slot))).extra(size=0, track_total_hits=wanted)
        return int(self.run(search).hits.total.value)

    def _until(self, slot: int) -> list[Query]:
        """What starts by the slot, beyond the cursor."""
        found = [*self.conditions, queries.starts_by(self.request, self.spans, slot)]
        cursor = self.request.after
        if cursor is not None:
            reached = int(cursor.key) // GRID_MINUTES
            found.append(Bool(must_not=[queries.starts_by(self.request, self.spans, reached - 1)]))
            on_page = Range(n={"lte": cursor.resource_id})
            found.append(
                Bool(must_not=[Bool(filter=[queries.starts_by(self.request, self.spans, reached), on_page])])
            )
        return found

    def _starting(self, conditions: Sequence[Query], wanted: int) -> list[Found]:
        if wanted <= 0:
            return []
        rows = self._rows(Bool(filter=list(conditions)), wanted)
        found = self.hits.of(rows, lambda row: float((self.hits.start_of(row) or 0) * GRID_MINUTES))
        return sorted(found, key=lambda each: (each.key, each.resource_id))

    def _never_free(self, wanted: int, beyond: int = -1) -> list[Found]:
        """What has no free slot ahead, by id."""
        last = max((span.last for span in self.spans), default=0)
        free = queries.starts_by(self.request, self.spans, last)
        left = Bool(filter=[*self.conditions, Range(n={"gt": beyond})], must_not=[free], must=[MatchAll()])
        return self.hits.of(self._rows(left, wanted), lambda _row: LAST)

    def _rows(self, query: Query, wanted: int) -> Any:
        search = self.whole().query(query).sort("n").extra(size=wanted, track_total_hits=False)
        return self.run(search).hits
