"""Comparing an index with the database, listing by listing, and mending what differs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from search.building import build
from search.indexes import Index
from search.operations.rebuilding import ids_after
from search.operations.refreshing import BATCH, refresh


def drifted(
    index: Index, *, now: datetime, looked_at: Callable[[int], object] = lambda count: None
) -> list[int]:
    """
    The resources that the index tells otherwise than the database, from `now` on.

    Writes go on meanwhile: what differs is looked at again in the end, when its event has come.
    """
    suspects: list[int] = []
    last = 0
    while ids := ids_after(last):
        suspects += _differing(index, ids, now)
        last = ids[-1]
        looked_at(len(ids))
    parts = [suspects[at : at + BATCH] for at in range(0, len(suspects), BATCH)]
    return [pk for part in parts for pk in _differing(index, part, now)]


def _differing(index: Index, ids: Collection[int], now: datetime) -> list[int]:
    """Each listing is built as of the moment it was indexed at: its windows begin and end there."""
    held = index.held(ids)
    documents = build(ids, now, as_of=held)
    ghosts = set(held) - set(documents)
    return sorted(ghosts | index.differing(documents, now=now))


def mended(index: Index, resource_ids: Collection[int], *, now: datetime) -> list[int]:
    """Refresh these in the index; what still differs afterwards."""
    refresh(resource_ids, now=now, indexes=[index])
    ids = sorted(resource_ids)
    parts = (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))
    return [pk for part in parts for pk in _differing(index, part, now)]
