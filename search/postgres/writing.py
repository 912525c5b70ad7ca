"""Writing the PostgreSQL index: whole documents, guarded by the version of their resource."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from search.documents import ListingDocument
from search.models import IndexEntry, SearchFree, SearchSuggestion, SearchText, SearchUnit
from search.postgres import comparing, rows
from search.slots import slot_after

TABLES = (SearchText.objects, SearchFree.objects, SearchUnit.objects, SearchSuggestion.objects)


class PostgresIndex:
    """
    The index that is always kept.

    A write of an older version than the index has does nothing, whichever comes first; the same
    version again is written again, for time has passed. The row lock of the entry makes writers wait.
    """

    name = "postgres"

    def put(self, documents: Sequence[ListingDocument], *, now: datetime) -> None:
        newest = {each.resource_id: each for each in sorted(documents, key=lambda each: each.version)}
        with transaction.atomic():
            versions = {pk: each.version for pk, each in newest.items()}
            taken = _enter(versions, is_listed=True, now=now)
            self._write([each for pk, each in sorted(newest.items()) if pk in taken])

    def remove(self, versions: Mapping[int, int], *, now: datetime) -> None:
        """Take listings out, at these versions of their resources; the entry stays and remembers."""
        with transaction.atomic():
            gone = list(_enter(versions, is_listed=False, now=now))
            for table in TABLES:
                table.filter(resource_id__in=gone).delete()

    def held(self, resource_ids: Collection[int]) -> dict[int, datetime]:
        entries = IndexEntry.objects.filter(pk__in=list(resource_ids), is_listed=True)
        return dict(entries.values_list("pk", "indexed_at"))

    def differing(self, documents: Mapping[int, ListingDocument], *, now: datetime) -> set[int]:
        return comparing.differing(documents, since=slot_after(now))

    def _write(self, documents: Sequence[ListingDocument]) -> None:
        if not documents:
            return
        keys = rows.keys_of(documents)
        rows.upsert(SearchText, [rows.text_row(each, keys) for each in documents])
        rows.upsert(SearchFree, [rows.free_row(each, keys) for each in documents])
        ids = [each.resource_id for each in documents]
        SearchUnit.objects.filter(resource_id__in=ids).delete()
        rows.insert(SearchUnit, [row for each in documents for row in rows.unit_rows(each)])
        self._write_suggestions(documents)

    def _write_suggestions(self, documents: Sequence[ListingDocument]) -> None:
        """They change seldom, and bookings often: only what differs is written."""
        known = comparing.suggested([each.resource_id for each in documents])
        changed = [each for each in documents if known[each.resource_id] != set(each.suggestions)]
        if changed:
            ids = [each.resource_id for each in changed]
            SearchSuggestion.objects.filter(resource_id__in=ids).delete()
            rows.insert(SearchSuggestion, [row for each in changed for row in rows.suggestion_rows(each)])


def _enter(versions: Mapping[int, int], *, is_listed: bool, now: datetime) -> Collection[int]:
    """Lock and write the entries that are not newer; which ones they are."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [is_listed, now, list(versions), list(versions.values())])
        return {row[0] for row in cursor.fetchall()}


_ENTER = """
INSERT INTO search_indexentry AS stored (resource_id, version, is_listed, indexed_at)
SELECT resource_id, version, %s, %s FROM unnest(%s::bigint[], %s::bigint[]) AS fresh (resource_id, version)
ORDER BY resource_id
ON CONFLICT (resource_id) DO UPDATE
SET version = excluded.version, is_listed = excluded.is_listed, indexed_at = excluded.indexed_at
WHERE stored.version <= excluded.version
RETURNING resource_id
"""
