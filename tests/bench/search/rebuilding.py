"""How many listings a second come from the database into an index that has none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from capacity.models import Resource
from search.building import build
from search.elastic.writing import ElasticIndex, OneIndex
from search.indexes import Index
from search.operations.refreshing import BATCH
from tests.bench.search.indexes import kept
from tests.bench.search.timing import timed

MOST = 4_000  # listings


def rates() -> Mapping[str, float]:
    """Of each index alone, the documents made inside."""
    ids = list(Resource.objects.order_by("pk").values_list("pk", flat=True)[:MOST])
    return {name: len(ids) / _seconds(index, ids) for name, index in kept().items()}


def _seconds(index: Index, ids: Sequence[int]) -> float:
    now = timezone.now()
    target = _emptied(index, ids, now)
    spent, _none = timed(lambda: _write(target, ids, now))
    if isinstance(index, ElasticIndex):
        index.client.indices.delete(index=target.target)
    return spent / 1000


def _emptied(index: Index, ids: Sequence[int], now: datetime) -> Index | OneIndex:
    if isinstance(index, ElasticIndex):
        return index.create(now)
    index.remove(dict(Resource.objects.filter(pk__in=ids).values_list("pk", "version")), now=now)
    return index


def _write(index: Index | OneIndex, ids: Sequence[int], now: datetime) -> None:
    for batch in _batches(ids):
        index.put(list(build(batch, now).values()), now=now)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
