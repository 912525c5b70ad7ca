"""The indexes that are kept up: which, and how much room a listing takes in each."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from search.elastic.writing import ElasticIndex
from search.indexes import Index
from search.models import IndexEntry
from search.operations.indexes import engine_index
from search.postgres.writing import TABLES, PostgresIndex

POSTGRES, ELASTIC = "PostgreSQL", "Elasticsearch"


def kept() -> Mapping[str, Index]:
    """The engine's too, where the settings name one."""
    engine = engine_index()
    return {POSTGRES: PostgresIndex()} | ({} if engine is None else {ELASTIC: engine})


def kilobytes_each(listings: int) -> Mapping[str, float]:
    """Of a listing, in each index as it lies on the disk."""
    return {name: _bytes(index) / listings / 1024 for name, index in kept().items()}


def versions() -> Mapping[str, str]:
    """Of the engines that keep them."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        found = {POSTGRES: str(cursor.fetchone()[0]).split(" ")[0]}
    engine = engine_index()
    if engine is not None:
        nodes = engine.client.nodes.info(filter_path="nodes.*.version")["nodes"]
        found[ELASTIC] = ", ".join(sorted({each["version"] for each in nodes.values()}))
    return found


def _bytes(index: Index) -> int:
    if isinstance(index, ElasticIndex):
        index.client.indices.flush(index=index.alias)
        told = index.client.indices.stats(index=index.alias, metric="store")
        return int(told["_all"]["primaries"]["store"]["size_in_bytes"])
    tables = [each.model._meta.db_table for each in (*TABLES, IndexEntry.objects)]
    with connection.cursor() as cursor:
        cursor.execute(_SIZE, [tables])
        return int(cursor.fetchone()[0])


_SIZE = "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name"
