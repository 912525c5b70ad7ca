"""Loads as many machines and bookings as asked for, in rounds that commit one by one."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime

from django.db import connection, transaction
from tqdm import tqdm

from capacity.models import Booking
from marketplace.demo.load.bookings import book
from marketplace.demo.load.busy import occupy
from marketplace.demo.load.catalogue import list_machines, make_cast
from marketplace.demo.load.copying import unaudited

ROUND = 200  # machines
MOST_BOOKINGS = 20_000  # a round


def load(
    *, resources: int, bookings: int, now: datetime, windows: int | None = None, first_number: int = 0
) -> None:
    """
    Add the machines and the bookings to what is there; the bookings are spread evenly.

    Machines are numbered from `first_number`; the same number makes the same machine.

    With `windows` the machines differ in all that can be searched, and about so many free windows are
    left to each; what is not free is busy elsewhere, for bookings would meet it.

    :raises ValueError: bookings without a machine, or beside `windows`
    """
    if bookings and not resources:
        raise ValueError("Bookings need at least one machine: give --resources.")
    if bookings and windows is not None:
        raise ValueError("Machines with so many free windows take no bookings.")
    now = now.astimezone(UTC).replace(microsecond=0)
    cast = make_cast(resources, now, is_varied=windows is not None, first_number=first_number)
    with tqdm(total=resources + bookings, desc="Load", unit=" rows", disable=None) as bar:
        number = 0
        while number < resources:
            each = max(bookings // resources, 1)
            count = min(ROUND, max(MOST_BOOKINGS // each, 1), resources - number)
            counts = [_share(bookings, resources, number + one) for one in range(count)]
            with transaction.atomic(), unaudited(Booking) if bookings else nullcontext():
                machines = list_machines(cast, first_number + number, count, now)
                book(cast, machines, counts, first_number=number, now=now)
                if windows is not None:
                    occupy(machines, windows, now)
            number += count
            bar.update(count + sum(counts))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _share(bookings: int, resources: int, number: int) -> int:
    return bookings // resources + (number < bookings % resources)
