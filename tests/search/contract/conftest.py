"""The engines that the contract is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from search.backends.postgres import PostgresBackend
from search.documents import ListingDocument
from search.indexes import Index
from search.models import WeekPattern
from search.postgres.writing import PostgresIndex
from search.request import Backend
from tests.factories import NOW
from tests.search.contract.listings import PATTERNS

# Each names a fixture `<name>_engine`.
ENGINES = ("postgres",)


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


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, patterns: None) -> Engine:
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def patterns(db: None) -> None:
    WeekPattern.objects.bulk_create(WeekPattern(pk=key, quarters=each) for key, each in PATTERNS.items())
