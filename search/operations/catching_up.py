"""Filling the engine's index anew, and by itself where it has missed something."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from search.elastic.writing import ElasticIndex, reached
from search.models import IndexLag
from search.operations.indexes import engine_index
from search.operations.rebuilding import rebuild
from search.request import BackendAway

log = logging.getLogger(__name__)

Written = Callable[[int, int], object]


def fill_anew(
    index: ElasticIndex, *, clock: Callable[[], datetime], written: Written = lambda last, count: None
) -> bool:
    """
    Build a new index beside the one that is asked, and ask it instead; whether it misses nothing.

    Changes go to both meanwhile, and the newer version stays. Killed half-way it leaves the old one
    asked; the next run drops what is left over.

    :raises BackendAway: the engine is away, or goes
    """
    IndexLag.objects.fill(index.name)
    with reached():
        index.drop_unasked()
        name = index.create(clock())
        rebuild(clock=clock, indexes=[index.only(name)], written=written)
        index.refresh()
        index.serve(name)
    is_behind = IndexLag.objects.filter(pk=index.name).exists()
    return IndexLag.objects.end(index.name) if is_behind else True


def catch_up(*, clock: Callable[[], datetime]) -> bool:
    """
    Fill the index anew if it is missing or behind; whether all is well now.

    An engine that is away is left for the next time.
    """
    index = engine_index()
    if index is None:
        return True
    try:
        with reached():
            is_there = index.is_there()
        if is_there and not IndexLag.objects.filter(pk=index.name).exists():
            return True
        IndexLag.objects.begin(index.name, now=clock())
        return fill_anew(index, clock=clock)
    except BackendAway as failure:
        log.warning("The search index stays behind: %s", failure)
        IndexLag.objects.begin(index.name, now=clock())
        return False
