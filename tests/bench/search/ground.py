"""What is searched: a database with so many listings, which may be kept for the next run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from django.db import connection
from django.db.models import Max
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from tqdm import tqdm

from capacity.models import Resource
from marketplace.demo.load.loading import load
from marketplace.processes import process_pool, usual_processes
from search.models import IndexEntry
from search.operations.rebuilding import rebuild
from search.postgres.writing import PostgresIndex

WINDOWS = 60
PART = 5_000  # listings that one process loads at a time


@contextmanager
def laid(listings: int, *, keep: str, anew: bool) -> Iterator[None]:
    """With a name to `keep`, the database of that name and size is used again, or stays for the next run."""
    connection.settings_dict["TEST"]["NAME"] = f"bench_{keep or os.getpid()}_{listings}"
    is_used = bool(keep) and not anew
    made = setup_databases(verbosity=0, interactive=False, keepdb=is_used, serialized_aliases=())
    try:
        _load(listings)
        yield
    finally:
        connection.close()
        teardown_databases(made, verbosity=0, keepdb=bool(keep))


def _load(listings: int) -> None:
    """By several processes; what an earlier run has loaded is not loaded again."""
    held = Resource.objects.count()
    if held > listings:
        raise SystemExit(f"The kept database has {held} listings and not {listings}: give --anew.")
    parts = [(first, min(PART, listings - first)) for first in range(held, listings, PART)]
    with process_pool(usual_processes(), told={}) as pool:
        loaded = pool.map(_load_part, parts)
        for _part in tqdm(loaded, desc="Load", unit=" parts", total=len(parts), disable=None):
            pass


def _load_part(part: tuple[int, int]) -> None:
    first, count = part
    load(resources=count, bookings=0, now=timezone.now(), windows=WINDOWS, first_number=first)


def complete_index(listings: int) -> None:
    """PostgreSQL's own, from where it stopped, if no engine was filled along with it; and tidy up."""
    if IndexEntry.objects.count() < listings:
        last = IndexEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        rebuild(clock=timezone.now, after=last, indexes=[PostgresIndex()], processes=usual_processes())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def some_ids(count: int, seed: int) -> list[int]:
    """So many different listings by chance, or all."""
    every = Resource.objects.order_by("pk").values_list("pk", flat=True)
    first, last = every.first() or 0, every.last() or 0
    numbers = range(first, last + 1)
    return Random(seed).sample(numbers, min(count, len(numbers)))
