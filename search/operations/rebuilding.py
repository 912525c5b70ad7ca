"""Writing the whole index anew while everything goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from capacity.models import Resource
from search.indexes import Index
from search.models import IndexEntry
from search.operations.refreshing import BATCH, refresh


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
) -> None:
    """
    Refresh everything public and everything that is in the index, in ascending id.

    Nothing is emptied first, so searches go on; what changes meanwhile comes by its event, before or
    after, and the newer version stays. `written` is told the last id after each batch and how many
    it had: begin with `after` there to go on where somebody stopped.
    """
    for ids in _batches(after):
        refresh(ids, now=clock(), indexes=indexes)
        written(ids[-1], len(ids))


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
