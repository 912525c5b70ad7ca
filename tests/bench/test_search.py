"""The measurement of searches itself, at a size that says nothing of speed: it runs, and tells every row."""

from __future__ import annotations

import subprocess
import sys

import pytest

from marketplace.variables import CHECKOUT
from tests.bench.search.questions import SEARCHES
from tests.conftest import missing
from tests.search.engine import is_there

TINY = ["--queries", "2", "--warm", "0", "--bookings", "2"]
UPKEEP = (
    "index per listing",
    "one booking: the document",
    "one booking: written",
    "rebuild",
    "from commit until gone",
)


def lines(*arguments: str) -> list[str]:
    command = [sys.executable, "-m", "tests.bench.search", *TINY, *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def rows_of(name: str, told: list[str]) -> list[list[str]]:
    return [line.strip("| ").split(" | ") for line in told if line.startswith(f"| {name}")]


@pytest.mark.parametrize(
    ("backends", "sizes"),
    [(["PostgreSQL"], ["30", "40"]), (["PostgreSQL", "Elasticsearch"], ["30"])],
    ids=len,
)
def test_every_search_and_the_upkeep_are_told(backends, sizes):
    has_engine = "Elasticsearch" in backends
    if has_engine and not is_there():
        missing("elasticsearch", "make engines")

    told = lines(*["--engine"] * has_engine, *[f"--listings={size}" for size in sizes])

    headings = [line.partition(",")[0] for line in told if line.endswith("milliseconds:")]
    assert headings == backends
    for each in SEARCHES:
        rows = rows_of(f"{each.name} |", told)
        assert [row[1] for row in rows] == sizes * len(backends)
        assert not any("–" in row for row in rows)
    for name in UPKEEP:
        assert [len(row) for row in rows_of(name, told)] == [2 + len(backends)] * len(sizes)
