"""
The order by earliest start, which the engine cannot sort by: how many start by a moment can be counted.

A moment is looked for by which a page is full; what starts before it is fetched and sorted here, and
where more start in one quarter hour than can be fetched, it is filled up with these by id. The same
order as PostgreSQL's, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, MatchAll, Query, Range

from search.elastic import queries
from search.elastic.hits import Hits
from search.elastic.spans import Spans
from search.request import LAST, Found, SearchRequest
from search.slots import GRID_MINUTES

# So many hits are fetched at once and sorted here; more than any page has.
FEW = 120
GROWTH = 4


@dataclass(frozen=True)
class _Reached:
    """So many start by the slot."""

    slot: int
    number: int


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

    def found(self, wanted: int, total: int) -> list[Found]:
        """So many of `total` hits from the cursor on, or all that are left."""
        first = min((span.first for span in self.spans), default=0)
        last = max((span.last for span in self.spans), default=0)
        cursor = self.request.after
        if cursor is not None and cursor.key >= LAST:
            return self._never_free(wanted, beyond=cursor.resource_id)
        if total <= FEW and self.request.when is not None:
            return self._starting(self._until(last), FEW)[:wanted]
        if cursor is not None:
            first = max(first, int(cursor.key) // GRID_MINUTES)
        full_by = self._full_by(wanted, first, last)
        if full_by is None:
            found = self._starting(self._until(last), wanted)
            lacking = wanted - len(found)
            return found + (self._never_free(lacking) if lacking and self.request.when is None else [])
        if full_by.number <= FEW:
            return self._starting(self._until(full_by.slot), FEW)[:wanted]
        found = self._starting(self._until(full_by.slot - 1), wanted)
        then = [
            *self._until(full_by.slot),
            Bool(must_not=[queries.starts_by(self.request, self.spans, full_by.slot - 1)]),
        ]
        return found + self._starting(then, wanted - len(found))

    def _full_by(self, wanted: int, first: int, last: int) -> _Reached | None:
        """
        A slot by which so many start, and few enough to fetch them all, or the first such slot.

        Nothing where fewer start at all. In growing strides, for most pages are full within hours, and
        every count ends at FEW; then by halving the last stride.
        """
        before, stride, slot = first - 1, 1, first
        while (number := self._count(slot)) < wanted:
            if slot >= last:
                return None
            before, slot, stride = slot, min(slot + stride, last), stride * GROWTH
        while number > FEW and slot - before > 1:
            middle = (before + slot) // 2
            counted = self._count(middle)
            if counted >= wanted:
                slot, number = middle, counted
            else:
                before = middle
        return _Reached(slot, number)

    def _count(self, slot: int) -> int:
        """How many start by the slot; FEW + 1 where it is more than FEW."""
        search = self.whole().query(Bool(filter=self._until(slot))).extra(size=0, track_total_hits=FEW + 1)
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
        found = self.hits.of(rows, lambda row: float((self.hits.start_of(row.to_dict()) or 0) * GRID_MINUTES))
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
