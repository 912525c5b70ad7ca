"""
`python -m tests.bench.saved_searches`: which of so many saved searches a changed listing answers.

Told apart: the one query that finds candidates (p50, p95), and the whole look at the change with the
exact judgement of each candidate, for listings of each class in several towns.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from capacity.taxonomy import CLASSES
from search.building import build
from search.documents import ListingDocument
from search.matching import Change
from tests import factories
from tests.factories import NOW
from tests.search.saved.crowd import CITIES, gather

LISTINGS = 60
JUDGED = 10


def changes(chance: random.Random) -> list[tuple[str, Change]]:
    """New listings, and the same ones of which a day is freed."""
    machine = factories.resource(title="五轴加工中心 DMU 50")
    factories.offer(machine)
    document = build([machine.pk], NOW)[machine.pk]
    found = []
    for _ in range(LISTINGS):
        latitude, longitude = chance.choice(CITIES)
        after = replace(
            document,
            resource_class=chance.choice(list(CLASSES)),
            latitude=round(latitude + chance.uniform(-0.3, 0.3), 2),
            longitude=round(longitude + chance.uniform(-0.3, 0.3), 2),
        )
        found += [("new", Change(None, after, NOW)), ("freed", Change(_booked(after, chance), after, NOW))]
    return found


def _booked(listing: ListingDocument, chance: random.Random) -> ListingDocument:
    """One window less."""
    (unit,) = listing.windows
    gone = chance.randrange(len(unit))
    return replace(listing, windows=(unit[:gone] + unit[gone + 1 :],))


def milliseconds(work: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    result = work()
    return (time.perf_counter() - begun) * 1000, result


def report(name: str, spent: list[float]) -> None:
    spent = sorted(spent)
    print(f"{name:<34} p50 {statistics.median(spent):7.1f} ms   p95 {spent[int(len(spent) * 0.95)]:7.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=100_000, help="saved searches")
    options = parser.parse_args()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        gather(options.many)
        measure()
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


def measure() -> None:
    asked = changes(random.Random(3))
    explain(asked[0][1])
    explain(asked[1][1])
    for kind in ("new", "freed"):
        own = [change for name, change in asked if name == kind]
        for change in own[:20]:
            change.candidates()  # warm
        spent = [milliseconds(change.candidates) for change in own]
        report(f"{kind}: candidates", [ms for ms, _found in spent])
        counts = sorted(len(found) for _ms, found in spent)
        print(f"{'':<34} candidates p50 {counts[len(counts) // 2]}, p95 {counts[int(len(counts) * 0.95)]}")
        judged = own[:JUDGED]
        report(f"{kind}: candidates and judgement", [milliseconds(each.newly_answered)[0] for each in judged])


def explain(change: Change) -> None:
    with CaptureQueriesContext(connection) as captured:
        change.candidates()
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN (ANALYZE, BUFFERS) " + next(each["sql"] for each in captured if "keys" in each["sql"])
        )
        for (line,) in cursor.fetchall():
            print(line[:160])
        cursor.execute("RESET enable_seqscan")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_size_pretty(pg_relation_size('search_savedsearch')),"
            " pg_size_pretty(pg_relation_size('saved_search_keys'))"
        )
        print("table, index:", *cursor.fetchone())


if __name__ == "__main__":
    main()
