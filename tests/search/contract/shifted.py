"""An index that is shared by many tests, as each of them sees it: with ids of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from search.documents import ListingDocument
from search.indexes import Index
from search.request import Answer, Backend, Cursor, SearchRequest


@dataclass(frozen=True)
class ShiftedIndex:
    index: Index
    by: int

    @property
    def name(self) -> str:
        return self.index.name

    def put(self, documents: Sequence[ListingDocument], *, now: datetime) -> None:
        self.index.put([replace(each, resource_id=each.resource_id + self.by) for each in documents], now=now)

    def remove(self, versions: Mapping[int, int], *, now: datetime) -> None:
        self.index.remove({pk + self.by: version for pk, version in versions.items()}, now=now)


@dataclass(frozen=True)
class ShiftedBackend:
    backend: Backend
    by: int

    @property
    def name(self) -> str:
        return self.backend.name

    def search(self, request: SearchRequest) -> Answer:
        answer = self.backend.search(replace(request, after=_moved(request.after, self.by)))
        hits = tuple(replace(hit, resource_id=hit.resource_id - self.by) for hit in answer.hits)
        return replace(answer, hits=hits, next=_moved(answer.next, -self.by))

    def suggest(self, text: str, *, limit: int) -> tuple[str, ...]:
        return self.backend.suggest(text, limit=limit)


def _moved(cursor: Cursor | None, by: int) -> Cursor | None:
    return cursor and replace(cursor, resource_id=cursor.resource_id + by)
