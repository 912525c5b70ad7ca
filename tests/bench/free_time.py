"""
`python -m tests.bench.free_time`: reading free time, and judging it, on a loaded marketplace.

Medians of `--turns`; compare figures of one run only, for the machine has other work.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from capacity.alternatives import alternatives
from capacity.availability import bands, earliest_free, free_time, free_windows
from capacity.models import Resource
from capacity.operations.situations import ahead, load_situation
from capacity.policies import Limits, Wish
from marketplace.periods import Period

WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)
PAGE = 24  # rows of the finder


def median_of(turns: int, work: Callable[[], object]) -> float:
    """Milliseconds."""
    spent = []
    for _ in range(turns):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent) * 1000


def measures() -> dict[str, Callable[[], object]]:
    now = timezone.now()
    ids = list(Resource.objects.order_by("pk").values_list("pk", flat=True))
    week, fortnight = Period(now, now + WEEK), Period(now, now + FORTNIGHT)
    page = free_time(ids[:PAGE], fortnight, now=now, for_booking=True)
    every = free_time(ids, fortnight, now=now, for_booking=True)
    machine = Resource.objects.select_related("site", "policy").get(pk=ids[0])
    window = ahead(now, Limits.of(machine.policy))
    wish = Wish(Period(now + timedelta(hours=1), now + timedelta(hours=5)))
    situation = load_situation(resource=machine, customer=None, window=window, now=now)
    return {
        f"free windows of {len(ids)} resources, 7 days": lambda: free_windows(ids, week, now=now),
        f"free time of {PAGE} resources, 14 days": lambda: free_time(
            ids[:PAGE], fortnight, now=now, for_booking=True
        ),
        f"strips of {PAGE} resources": lambda: [bands(each, first=now.date()) for each in page.values()],
        f"earliest 4 hours of {len(ids)} resources": lambda: [
            earliest_free(each, minutes=240, now=now) for each in every.values()
        ],
        "situation of one resource, two months": lambda: load_situation(
            resource=machine, customer=None, window=window, now=now
        ),
        "its alternatives": lambda: alternatives(wish, situation),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=1_000)
    parser.add_argument("--bookings", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("seed_load", resources=options.resources, bookings=options.bookings, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for name, work in measures().items():
            print(f"{name:<48} {median_of(options.turns, work):9.1f} ms")
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
