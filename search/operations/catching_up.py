"""Keeping the engine's index up by itself: what it missed, or all of it where there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from search.elastic.reaching import reached
from search.elastic.writing import ElasticIndex, OneIndex
from search.indexes import Index
from search.models import IndexLag
from search.operations.indexes import engine_index
from search.operations.lacking import Lacking, lacking
from search.operations.rebuilding import rebuild
from search.operations.refreshing import refresh
from search.postgres.writing import PostgresIndex
from search.request import BackendAway

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Written = Callable[[int, int], object]

# Writers tell PostgreSQL first and the engine right after; so long they are given for the second step.
IN_FLIGHT = timedelta(seconds=30)
AT_ONCE = 2_000
# With so many listings of another version, the engine is not asked until they are mended.
MANY = 100
PATIENCE, NONE = "60s", "1ms"  # a minute's check is over by then
LOCK = 0x52690001  # "Ri": apart from the advisory locks of capacity


class FilledElsewhere(RuntimeError):
    """Another process fills the index, or mends it, at this moment."""


def fill_anew(
    index: ElasticIndex,
    *,
    clock: Clock,
    written: Written = lambda last, count: None,
    processes: int = 1,
) -> bool:
    """
    Build a new index beside the one that is asked, and ask it instead; whether it misses nothing.

    PostgreSQL's index is refreshed along with it. Changes go to old and new meanwhile, and the newer
    version stays. Killed half-way it leaves the old one asked; the next run drops what is left over.

    :raises BackendAway: the engine is away, or goes
    :raises FilledElsewhere: somebody else is at it
    """
    with _alone(PATIENCE):
        return _fill_anew(index, clock=clock, written=written, processes=processes)


def catch_up(*, clock: Clock) -> bool:
    """
    Give the index what it lacks, all where it is missing; whether all is well now.

    Harmless at any time; an engine that is away, or that somebody else fills, is left for the next time.
    """
    index = engine_index()
    if index is None:
        return True
    try:
        with _alone(NONE):
            return _catch_up(index, clock)
    except FilledElsewhere:
        return False
    except BackendAway as failure:
        log.warning("The search index stays behind: %s", failure)
        IndexLag.objects.begin(index.name, now=clock())
        return False


def _catch_up(index: ElasticIndex, clock: Clock) -> bool:
    with reached():
        is_there = index.is_there()
        index.drop_unasked()
    if not is_there:
        IndexLag.objects.begin(index.name, now=clock())
        return _fill_anew(index, clock=clock)
    if not IndexLag.objects.filter(pk=index.name).exists():
        found = lacking(index, before=clock() - IN_FLIGHT, most=AT_ONCE)
        if found.stale < MANY:
            _mend(index, found, clock)
            return True
        IndexLag.objects.begin(index.name, now=clock())
    # Writers write again from here on; what they passed over is of an earlier moment.
    IndexLag.objects.fill(index.name)
    _mend_all(index, clock)
    return IndexLag.objects.end(index.name)


def _fill_anew(
    index: ElasticIndex,
    *,
    clock: Clock,
    written: Written = lambda last, count: None,
    processes: int = 1,
) -> bool:
    IndexLag.objects.fill(index.name)
    with reached():
        index.drop_unasked()
        fresh = index.create(clock())
        both: list[Index] = [PostgresIndex(), fresh]
        rebuild(clock=clock, indexes=both, written=written, processes=processes)
        _mend_all(fresh, clock)
        index.serve(fresh)
    is_behind = IndexLag.objects.filter(pk=index.name).exists()
    return IndexLag.objects.end(index.name) if is_behind else True


def _mend_all(index: OneIndex, clock: Clock) -> None:
    """Everything from before now, each once; later changes come by their own writers."""
    before, mended = clock(), set[int]()
    while found := lacking(index, before=before, most=AT_ONCE, without=mended):
        _mend(index, found, clock)
        mended |= {*found.late, *found.ghosts}


def _mend(index: OneIndex, found: Lacking, clock: Clock) -> None:
    """PostgreSQL's index along with it, so that both were told at the same moment."""
    refresh(found.late, now=clock(), indexes=[PostgresIndex(), index])
    if found.ghosts:
        index.remove(found.ghosts, now=clock())


@contextmanager
def _alone(patience: str) -> Iterator[None]:
    """:raises FilledElsewhere: another process or thread is at it; a killed one is not any more"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # outlasts the transaction
    except OperationalError as taken:
        if isinstance(taken.__cause__, LockNotAvailable):
            raise FilledElsewhere("The search index is being filled by another process.") from taken
        raise
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
