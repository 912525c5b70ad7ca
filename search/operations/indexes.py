"""Which indexes are kept: PostgreSQL's always, for it answers where another engine is away."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from search.documents import ListingDocument
from search.elastic.client import client
from search.elastic.writing import ElasticIndex
from search.indexes import Index
from search.models import IndexLag
from search.postgres.writing import PostgresIndex
from search.request import BackendAway

log = logging.getLogger(__name__)


def kept() -> tuple[Index, ...]:
    engine = engine_index()
    return (PostgresIndex(),) if engine is None else (PostgresIndex(), Forgiving(engine))


def engine_index() -> ElasticIndex | None:
    """Elasticsearch's, where one is set up."""
    connected = client()
    return None if connected is None else ElasticIndex(connected)


class Forgiving:
    """The engine's index, for writers that must not fail with it: what it misses is made up for later."""

    def __init__(self, index: Index) -> None:
        self.index, self.name = index, index.name

    def put(self, documents: Sequence[ListingDocument], *, now: datetime) -> None:
        self._try(lambda: self.index.put(documents, now=now), now)

    def remove(self, versions: Mapping[int, int], *, now: datetime) -> None:
        self._try(lambda: self.index.remove(versions, now=now), now)

    def held(self, resource_ids: Collection[int]) -> dict[int, datetime]:
        return self.index.held(resource_ids)

    def differing(self, documents: Mapping[int, ListingDocument], *, now: datetime) -> set[int]:
        return self.index.differing(documents, now=now)

    def _try(self, write: Callable[[], None], now: datetime) -> None:
        """An index that is behind is filled anew whole: until then nothing is sent to it."""
        if IndexLag.objects.filter(pk=self.name, is_filling=False).exists():
            return
        try:
            write()
        except BackendAway as failure:
            log.warning("The search index misses a change: %s", failure)
            IndexLag.objects.begin(self.name, now=now)
