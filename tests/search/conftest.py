"""What tests of search may ask for: a real Elasticsearch, or another by ELASTICSEARCH_URL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.search.engine import Engine, is_there


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine of the test's own, to be killed and started again."""
    yield from _running()


@pytest.fixture
def secured_engine() -> Iterator[Engine]:
    yield from _running(is_secured=True)


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The address of a running engine that tests share; each takes index names of its own."""
    if given := os.environ.get("ELASTICSEARCH_URL"):
        yield given
        return
    for running in _running():
        yield running.url


def _running(*, is_secured: bool = False) -> Iterator[Engine]:
    if not is_there():
        missing("elasticsearch", "make engines (with Maven and Java 17), or set ELASTICSEARCH_URL")
    # pytest's own folders are closed to the account that the engine runs as.
    folder = Path(tempfile.mkdtemp(prefix="rongtong-search-"))
    folder.chmod(0o755)
    running = Engine(folder, is_secured=is_secured)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
