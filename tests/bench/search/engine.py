"""The Elasticsearch that is measured: one node of our own, with the same listings as the database."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings
from django.utils import timezone

from marketplace.processes import usual_processes
from search.elastic.client import client
from search.operations.catching_up import catch_up, fill_anew
from search.operations.indexes import engine_index
from tests.search.engine import Engine, is_there


@contextmanager
def running(listings: int, *, keep: str, anew: bool, heap: str) -> Iterator[str]:
    """Its address; its index is filled, or brought up to date where it was kept."""
    if not is_there():
        raise SystemExit("Elasticsearch is missing: make engines.")
    folder = _folder(listings, keep, anew)
    engine = Engine(folder, heap=heap)
    try:
        engine.start()
        with override_settings(ELASTICSEARCH_URL=engine.url):
            _fill()
        yield engine.url
    finally:
        _close(engine)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _folder(listings: int, keep: str, anew: bool) -> Path:
    """Open to the account that the engine runs as."""
    if not keep:
        folder = Path(tempfile.mkdtemp(prefix="rongtong-bench-"))
    else:
        folder = Path(tempfile.gettempdir()) / f"rongtong-bench-{keep}-{listings}"
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    return folder


def _fill() -> None:
    index = engine_index()
    assert index is not None
    if index.is_there():
        catch_up(clock=timezone.now)
    else:
        fill_anew(index, clock=timezone.now, processes=usual_processes())
    index.refresh()


def _close(engine: Engine) -> None:
    """Written down, so that a kept index need not be replayed."""
    if engine.process is not None and engine.process.poll() is None:
        with override_settings(ELASTICSEARCH_URL=engine.url):
            connected = client()
            assert connected is not None
            connected.indices.flush(wait_if_ongoing=True)
    engine.stop()
