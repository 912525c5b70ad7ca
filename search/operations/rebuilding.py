"""Writing the whole index anew while everything goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime

from django.conf import settings

from capacity.models import Resource
from marketplace.processes import process_pool
from search.indexes import Index
from search.models import IndexEntry
from search.operations.refreshing import BATCH, refresh

AHEAD = 2  # batches handed out ahead for each process


def is_empty() -> bool:
    """Whether there are listings, and the index has never seen one."""
    return Resource.objects.published().exists() and not IndexEntry.objects.exists()


def count_listings(*, after: int = 0) -> int:
    return Resource.objects.published().filter(pk__gt=after).count()


def rebuild(
    *,
    clock: Callable[[], datetime],
    after: int = 0,
    indexes: Sequence[Index] | None = None,
    written: Callable[[int, int], object] = lambda last, count: None,
    processes: int = 1,
) -> None:
    """
    Refresh everything public and everything that is in the index, in ascending id.

    Nothing is emptied first, so searches go on; what changes meanwhile comes by its event, before or
    after, and the newer version stays. `written` is told the last id after each batch and how many
    it had, in their order: begin with `after` there to go on where somebody stopped. Several
    `processes` share the work.
    """
    if processes > 1:
        done = _by_several(processes, _batches(after), clock, indexes)
    else:
        done = _one_by_one(_batches(after), clock, indexes)
    for ids in done:
        written(ids[-1], len(ids))


Batches = Iterable[list[int]]
Clock = Callable[[], datetime]


def _one_by_one(batches: Batches, clock: Clock, indexes: Sequence[Index] | None) -> Iterator[list[int]]:
    for ids in batches:
        refresh(ids, now=clock(), indexes=indexes)
        yield ids


def _by_several(
    processes: int, batches: Batches, clock: Clock, indexes: Sequence[Index] | None
) -> Iterator[list[int]]:
    """Building documents is work for processors; the order of the batches is kept."""
    begun = deque[tuple[list[int], Future[None]]]()
    with process_pool(processes, told={"ELASTICSEARCH_URL": settings.ELASTICSEARCH_URL}) as pool:
        for ids in batches:
            begun.append((ids, pool.submit(refresh, ids, now=clock(), indexes=indexes)))
            if len(begun) > AHEAD * processes:
                yield _ended(*begun.popleft())
        while begun:
            yield _ended(*begun.popleft())


def _ended(ids: list[int], work: Future[None]) -> list[int]:
    work.result()
    return ids


def _batches(after: int) -> Iterator[list[int]]:
    while ids := ids_after(after):
        yield ids
        after = ids[-1]


def ids_after(after: int) -> list[int]:
    """The next ids of what is public or indexed."""
    public = Resource.objects.published().filter(pk__gt=after).order_by("pk")
    indexed = IndexEntry.objects.filter(pk__gt=after, is_listed=True).order_by("pk")
    both = {*public.values_list("pk", flat=True)[:BATCH], *indexed.values_list("pk", flat=True)[:BATCH]}
    return sorted(both)[:BATCH]
