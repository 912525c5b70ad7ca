"""What every test may ask for: engines when they are there, real data, and a clean slate."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from hypothesis import settings
from pytest_django import DjangoDbBlocker
from redis import Redis
from redis.exceptions import ConnectionError as RedisAway

from marketplace.variables import CHECKOUT
from tests import today
from tests.emptying import empty
from tests.sharing_out import InOrder

pytest.register_assert_rewrite("tests.marketplace.embedded.processes")

# How long an example takes says nothing on a machine with other work.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ENGINES_REQUIRED = os.environ.get("REQUIRE_ENGINES") == "1"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InOrder:
    return InOrder(config, log)


def missing(engine: str, remedy: str) -> None:
    """Skip the test by the name of what is missing, or fail where nothing may be skipped."""
    sentence = f"{engine} is missing: {remedy}"
    if ENGINES_REQUIRED:
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What tests commit is taken away by TRUNCATE, which the ledger refuses: there it is let through."""
    with django_db_blocker.unblock():
        pgtrigger.disable(*truncation_guards())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


def truncation_guards() -> list[str]:
    triggers = [(model, trigger.name) for model, trigger in pgtrigger.registered()]
    return [f"{model._meta.label}:{name}" for model, name in triggers if name == "never_truncated"]


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    """Sessions and rate limits of one test are none of the next one's business."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with today.kept():
        yield


@pytest.fixture(scope="session")
def free_port() -> int:
    return take_free_port()


def take_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own, which keeps nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        missing("redis-server", "make engines")
    port = take_free_port()
    keeps_nothing = ["--save", "", "--appendonly", "no", "--dir", str(tmp_path_factory.mktemp("redis"))]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--loglevel", "warning", *keeps_nothing],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for_redis(server, port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.communicate()


def wait_for_redis(server: subprocess.Popen[bytes], port: int) -> None:
    with Redis(port=port) as client:
        while server.poll() is None:
            try:
                client.ping()
            except RedisAway:
                continue
            return
    pytest.fail(f"redis-server did not start: {server.communicate()[0].decode()}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    missing("chromium", "make engines")
    raise AssertionError


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real lists, policies and classifications that lie beside the checkout."""
    folder = CHECKOUT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data are missing: they belong into {folder}")
    return folder
