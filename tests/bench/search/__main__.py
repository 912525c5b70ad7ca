"""
`python -m tests.bench.search`: searches through HTTP against the bare engine, and what keeps them up to date.

Each `--listings` is a size of one report. Figures of one run alone can be compared.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.bench.search.machine import told
from tests.bench.search.measuring import Size, measured
from tests.bench.search.report import report


def main(arguments: Sequence[str] | None = None) -> None:
    options = options_of(arguments)
    before = os.getloadavg()
    sizes: list[Size] = []
    for listings in sorted(set(options.listings or [10_000])):
        if sizes:
            print(report(sizes), file=sys.stderr)  # the next size may take hours, and be stopped
        sizes.append(measured(listings, options))
    print(report(sizes))
    print()
    print(told(options, sizes[-1].versions, before))


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--listings", type=int, action="append", help="so many; again for more sizes (10000)")
    parser.add_argument("--engine", action="store_true", help="measure Elasticsearch beside PostgreSQL")
    parser.add_argument("--queries", type=int, default=100, help="searches of each kind (100)")
    parser.add_argument("--warm", type=int, default=10, help="more of them before, not measured (10)")
    parser.add_argument("--bookings", type=int, default=30, help="bookings in each measurement of them (30)")
    parser.add_argument("--heap", default="1g", help="of Elasticsearch (1g)")
    parser.add_argument("--keep", default="", metavar="NAME", help="keep what was filled, or use it again")
    parser.add_argument("--anew", action="store_true", help="fill anew what was kept")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
