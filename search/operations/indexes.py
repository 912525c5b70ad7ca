"""Which indexes are kept: PostgreSQL's always, for it answers where another engine is away."""

from __future__ import annotations

from search.indexes import Index
from search.postgres.writing import PostgresIndex


def kept() -> tuple[Index, ...]:
    return (PostgresIndex(),)
