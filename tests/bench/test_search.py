"""The measurement of searches itself, at a size that says nothing of speed: it runs, and tells every row."""

from __future__ import annotations

import subprocess
import sys

from marketplace.variables import CHECKOUT
from tests.bench.search.questions import SEARCHES
from tests.conftest import ENGINES_REQUIRED, missing
from tests.search.engine import is_there

SIZE = "30"
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


def test_every_search_and_the_upkeep_are_told():
    """On both engines where there is one: a run takes minutes, so there is but one."""
    has_engine = is_there()
    if not has_engine and ENGINES_REQUIRED:
        missing("elasticsearch", "make engines")
    backends = ["PostgreSQL", "Elasticsearch"] if has_engine else ["PostgreSQL"]

    told = lines(*["--engine"] * has_engine, f"--listings={SIZE}")

    headings = [line.partition(",")[0] for line in told if line.endswith("milliseconds:")]
    assert headings == backends
    for each in SEARCHES:
        rows = rows_of(f"{each.name} |", told)
        assert [row[1] for row in rows] == [SIZE] * len(backends)
        assert not any("–" in row for row in rows)
    for name in UPKEEP:
        assert [len(row) for row in rows_of(name, told)] == [2 + len(backends)]
