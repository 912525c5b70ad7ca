"""A listing document as the rows of the PostgreSQL index, and the SQL that writes many at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection, models

from search.documents import ListingDocument
from search.models import Clock, FacetSet, SearchFree, SearchSuggestion, SearchText, SearchUnit
from search.models.index import Facets
from search.postgres.bits import bits_of
from search.postgres.prices import packed
from search.postgres.words import words_literal
from search.suggestions import beginnings

Row = dict[str, Any]


class Keys(NamedTuple):
    """What rows refer to by number."""

    clocks: Mapping[tuple[str, int], int]
    facets: Mapping[Facets, int]


def keys_of(documents: Collection[ListingDocument]) -> Keys:
    """Two queries where none is new."""
    clocks = {(each.zone, each.notice_minutes) for each in documents}
    facets = {facets_of(each) for each in documents}
    return Keys(Clock.objects.keys_of(clocks), FacetSet.objects.keys_of(facets))


def facets_of(document: ListingDocument) -> Facets:
    kinds, certificates = (tuple(sorted(each)) for each in (document.kinds, document.certificates))
    return document.resource_class, kinds, certificates, document.is_instant


def text_row(document: ListingDocument, keys: Keys) -> Row:
    specifications = {
        kind: [float(low), float(high)] for kind, (low, high) in sorted(document.specifications.items())
    }
    words = words_literal(document.tokens, document.title_tokens)
    return facts(document, keys) | {"words": words, "specifications": specifications}


def free_row(document: ListingDocument, keys: Keys) -> Row:
    first_slot, bits = bits_of(document.any_unit)
    calendars = max(1, len(document.windows))
    return facts(document, keys) | {"first_slot": first_slot, "bits": bits, "calendars": calendars}


def unit_rows(document: ListingDocument) -> Iterator[Row]:
    """The calendars of the units where there are several; a single one is that of the listing."""
    if len(document.windows) > 1:
        for windows in document.windows:
            first_slot, bits = bits_of(windows)
            yield {"resource_id": document.resource_id, "first_slot": first_slot, "bits": bits}


def suggestion_rows(document: ListingDocument) -> Iterator[Row]:
    for shown in dict.fromkeys(document.suggestions):
        for beginning in beginnings(shown):
            yield {"resource_id": document.resource_id, "shown": shown, "beginning": beginning}


def facts(document: ListingDocument, keys: Keys) -> Row:
    return {
        "resource_id": document.resource_id,
        "facets_id": keys.facets[facets_of(document)],
        "clock_id": keys.clocks[document.zone, document.notice_minutes],
        "latitude": document.latitude,
        "longitude": document.longitude,
        "published_at": document.published_at.isoformat(),
        "prices": packed(document.prices),
    }


def upsert(model: type[SearchText | SearchFree], rows: Sequence[Row]) -> None:
    """Write the rows whole; one that has not changed is left alone, so that no index is touched."""
    table, columns = _table(model)
    stored, fresh = (", ".join(f"{side}.{name}" for name in columns) for side in ("stored", "excluded"))
    _execute(
        f"INSERT INTO {table} AS stored ({', '.join(columns)}) {_read(columns)}"
        f" ON CONFLICT (resource_id) DO UPDATE SET {_assignments(columns)}"
        f" WHERE ({stored}) IS DISTINCT FROM ({fresh})",
        rows,
    )


def differing(
    model: type[SearchText | SearchFree], fresh: Sequence[Row], *, without: Collection[str] = ()
) -> set[int]:
    """The resources whose row is not there or not the same in the columns that are compared."""
    table, columns = _table(model)
    kept = {name: kind for name, kind in columns.items() if name not in without}
    stored, read = (", ".join(f"{side}.{name}" for name in kept) for side in ("stored", "fresh"))
    sql = (
        f"SELECT resource_id FROM ({_read(kept)}) AS fresh LEFT JOIN {table} AS stored USING (resource_id)"
        f" WHERE ({stored}) IS DISTINCT FROM ({read})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(fresh, ensure_ascii=False)])
        return {row[0] for row in cursor.fetchall()}


def insert(model: type[SearchUnit | SearchSuggestion], rows: Sequence[Row]) -> None:
    if rows:
        table, columns = _table(model)
        _execute(f"INSERT INTO {table} ({', '.join(columns)}) {_read(columns)}", rows)


def _table(model: type[models.Model]) -> tuple[str, dict[str, str]]:
    """The table's name, and the columns that are written with their types."""
    told = model._meta  # noqa: SLF001 - Django's public way to tables and columns
    fields = [field for field in told.concrete_fields if field.name != "id"]
    return told.db_table, {str(field.column): str(field.db_type(connection)) for field in fields}


def _read(columns: Mapping[str, str]) -> str:
    """One JSON parameter as rows."""
    types = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    names = ", ".join(columns)
    return f"SELECT {names} FROM jsonb_to_recordset(%s::jsonb) AS fresh ({types}) ORDER BY resource_id"


def _assignments(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in columns if name != "resource_id")


def _execute(sql: str, rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, ensure_ascii=False)])
