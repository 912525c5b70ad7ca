"""Answers from PostgreSQL itself: always there, and the stand-in for an engine that is away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from search.enums import Facet
from search.postgres.statement import Statement
from search.request import Answer, BackendAway, Cursor, Found, SearchRequest
from search.slots import moment_of
from search.suggestions import folded

SLOWEST_SECONDS = 5
# So many suggestions are weighed; a single letter begins thousands.
MOST_WEIGHED = 2_000


class PostgresBackend:
    """Four statements a search (two settings, the clocks, the answer), five where a period is priced."""

    name = "postgres"

    def __init__(self, slowest_seconds: float = SLOWEST_SECONDS) -> None:
        self.slowest_seconds = slowest_seconds

    def search(self, request: SearchRequest) -> Answer:
        statement = Statement(request)
        with self._limited() as cursor:
            sql = statement.sql()
            cursor.execute(sql, statement.params)
            rows, groups = cursor.fetchone()
        counted = _Counts(request, groups)
        hits = tuple(_found(row) for row in rows[: request.limit])
        more = len(rows) > request.limit
        return Answer(
            hits=hits,
            total=counted.total,
            facets=counted.facets,
            next=Cursor(hits[-1].key, hits[-1].resource_id) if more and hits else None,
            backend=self.name,
        )

    def suggest(self, text: str, *, limit: int) -> tuple[str, ...]:
        typed = folded(text.replace("\x00", " "))
        if not typed:
            return ()
        with self._limited() as cursor:
            cursor.execute(_SUGGEST, {"typed": _escaped(typed) + "%", "most": MOST_WEIGHED, "limit": limit})
            return tuple(row[0] for row in cursor.fetchall())

    @contextmanager
    def _limited(self) -> Iterator[Any]:
        """
        A cursor whose statements end in time.

        :raises BackendAway: one would have taken longer
        """
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_LIMITS, [f"{int(self.slowest_seconds * 1000)}ms"])
                before = cursor.fetchone()
                yield cursor
                cursor.execute(_RESTORE, before[:3])
        except OperationalError as failure:
            if isinstance(failure.__cause__, QueryCanceled):
                raise BackendAway(_("This search took too long; narrow it.")) from failure
            raise


def _found(row: Mapping[str, Any]) -> Found:
    start, metres = row.get("start"), row.get("metres")
    return Found(
        resource_id=row["id"],
        key=float(row["key"]),
        starts_at=None if start is None else moment_of(start),
        price_minor=row.get("price"),
        distance_km=None if metres is None else metres / 1000,
    )


class _Counts:
    """The total and the facets, from the hits counted by the values that facets stand for."""

    def __init__(self, request: SearchRequest, groups: Sequence[Mapping[str, Any]]) -> None:
        self.request, self.groups = request, groups
        self.total = sum(group["number"] for group in groups if all(self._met(group).values()))
        self.facets = {facet: self._count(facet) for facet in request.facets}

    def _met(self, group: Mapping[str, Any]) -> dict[Facet, bool]:
        """Which of the counted facets the group meets."""
        return {facet: self._meets(facet, group) for facet in self.request.facets}

    def _meets(self, facet: Facet, group: Mapping[str, Any]) -> bool:
        asked = self.request
        match facet:
            case Facet.CLASS:
                return not asked.classes or group["resource_class"] in asked.classes
            case Facet.KIND:
                return not asked.kinds or not asked.kinds.isdisjoint(group["kinds"])
            case Facet.CERTIFICATE:
                return asked.certificates.issubset(group["certificates"])
            case Facet.INSTANT:
                return group["is_instant"] or not asked.is_instant

    def _count(self, facet: Facet) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for group in self.groups:
            if all(is_met for other, is_met in self._met(group).items() if other != facet):
                for value in _values(facet, group):
                    counts[value] += group["number"]
        return dict(counts)


def _values(facet: Facet, group: Mapping[str, Any]) -> list[str]:
    match facet:
        case Facet.CLASS:
            return [group["resource_class"]]
        case Facet.KIND:
            return list(group["kinds"])
        case Facet.CERTIFICATE:
            return list(group["certificates"])
        case Facet.INSTANT:
            return ["true"] if group["is_instant"] else []


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# No compiling for a moment's work, and hits of a hundred thousand listings are kept in memory.
_LIMITS = """
SELECT current_setting('statement_timeout'), current_setting('jit'), current_setting('work_mem'),
       set_config('statement_timeout', %s, true), set_config('jit', 'off', true),
       set_config('work_mem', '64MB', true)
"""
_RESTORE = """
SELECT set_config('statement_timeout', %s, true), set_config('jit', %s, true),
       set_config('work_mem', %s, true)
"""

_SUGGEST = """
SELECT shown FROM (
    SELECT shown, resource_id, beginning FROM search_searchsuggestion
    WHERE beginning LIKE %(typed)s LIMIT %(most)s
) AS begun
GROUP BY shown
ORDER BY count(DISTINCT resource_id) DESC, length(shown), shown COLLATE "C"
LIMIT %(limit)s
"""
