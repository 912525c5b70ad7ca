"""`make bench`: bookings through HTTP against raw inserts under the same constraint, measured in turns."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.bench import over_http, raw
from tests.bench.ground import Ground, lay_ground


def rate(work: Callable[[int], None], count: int, clients: int) -> float:
    """How many of `count` pieces of work a second, by so many clients at once."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    return count / (time.perf_counter() - begun)


def measure(ground: Ground, options: argparse.Namespace) -> tuple[list[float], list[float]]:
    inserts, bookings = [], []
    with over_http.serving() as port:
        for turn in range(options.turns):
            with raw.clients(ground, options, turn) as work:
                inserts.append(rate(work, options.inserts, options.clients))
            with over_http.clients(ground, options, turn, port) as work:
                bookings.append(rate(work, options.bookings, options.clients))
    return inserts, bookings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--inserts", type=int, default=8_000, help="raw inserts in each turn")
    parser.add_argument("--bookings", type=int, default=400, help="bookings in each turn")
    options = parser.parse_args()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        inserts, bookings = measure(lay_ground(options), options)
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)
    raw_rate, http_rate = statistics.median(inserts), statistics.median(bookings)
    print(f"{options.clients} clients, median of {options.turns} turns")
    print(f"raw inserts under the constraint   {raw_rate:8.0f} a second")
    print(f"bookings through HTTP (hold, API)  {http_rate:8.0f} a second")
    print(f"bookings : inserts                 1 : {raw_rate / http_rate:.0f}")


main()
