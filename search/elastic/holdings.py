"""What an index of Elasticsearch has: summed up by the thousand, and by each listing."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Search

from search.indexes import Mark, Sums

MOST_AT_ONCE = 10_000  # hits of one search


def sums(client: Elasticsearch, index: str, width: int) -> dict[int, Sums]:
    """By the number of each stretch of so many ids that has any; `index` may be an alias."""
    search = _every(client, index).extra(size=0)
    stretches = search.aggs.bucket("stretches", A("histogram", field="n", interval=width, min_doc_count=1))
    stretches.metric("version", "sum", field="version").metric("put_at", "sum", field="put_at")
    buckets = search.execute().aggregations.stretches.buckets
    return {
        int(each.key) // width: Sums(each.doc_count, round(each.version.value), round(each.put_at.value))
        for each in buckets
    }


def marks(client: Elasticsearch, index: str, first: int, last: int) -> dict[int, Mark]:
    """Those of the listings with ids from `first` up to and without `last`, at most ten thousand."""
    search = _every(client, index).filter("range", n={"gte": first, "lt": last}).sort("n")
    search = search.extra(size=MOST_AT_ONCE, docvalue_fields=["n", "version", "put_at"])
    return {each.n[0]: Mark(each.version[0], each.put_at[0]) for each in search.execute().hits}


def _every(client: Elasticsearch, index: str) -> Search[Any]:
    return Search(using=client, index=index).source(False).extra(track_total_hits=False)
