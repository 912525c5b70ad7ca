"""The engines that the contract is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from django.utils import timezone
from elasticsearch import Elasticsearch

from search.backends.elastic import ElasticBackend
from search.backends.postgres import PostgresBackend
from search.documents import ListingDocument
from search.elastic.writing import ElasticIndex
from search.indexes import Index
from search.models import WeekPattern
from search.postgres.writing import PostgresIndex
from search.request import Backend
from tests.factories import NOW
from tests.search.contract.listings import PATTERNS
from tests.search.contract.shifted import ShiftedBackend, ShiftedIndex

# Each names a fixture `<name>_engine`.
ENGINES = ("postgres", "elastic")
NEWEST = 10**9
SHIFTS = count(0, 1_000)


@dataclass(frozen=True)
class Engine:
    """An empty index and what answers from it; `settle` makes everything written so far be found."""

    index: Index
    backend: Backend
    settle: Callable[[], object] = bool

    def hold(self, listings: Iterable[ListingDocument]) -> Backend:
        self.index.put(list(listings), now=NOW)
        self.settle()
        return self.backend


@pytest.fixture
def postgres_engine(db: None) -> Engine:
    return Engine(PostgresIndex(), PostgresBackend())


@pytest.fixture(scope="session")
def elastic_index(elasticsearch_url: str) -> Iterator[ElasticIndex]:
    """One index for all tests: making one takes longer than a test."""
    index = ElasticIndex(Elasticsearch(elasticsearch_url), "contract")
    index.serve(index.create(timezone.now()))
    yield index
    index.client.close()


@pytest.fixture
def elastic_engine(db: None, elastic_index: ElasticIndex) -> Iterator[Engine]:
    """The index remembers what was removed, so every test has ids of its own."""
    client, alias = elastic_index.client, elastic_index.alias
    backend = ElasticBackend(client, alias)
    by = next(SHIFTS)
    yield Engine(ShiftedIndex(elastic_index, by), ShiftedBackend(backend, by), elastic_index.refresh)
    elastic_index.refresh()
    left = client.search(index=alias, size=1_000, source=False)["hits"]["hits"]
    elastic_index.remove({int(each["_id"]): NEWEST for each in left}, now=NOW)
    elastic_index.refresh()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, patterns: None) -> Engine:
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def patterns(db: None) -> None:
    WeekPattern.objects.bulk_create(WeekPattern(pk=key, quarters=each) for key, each in PATTERNS.items())
