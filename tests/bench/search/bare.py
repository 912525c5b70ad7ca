"""The same questions to the engine alone: raw SQL by psycopg, raw `_search` over one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psycopg

from search.backends.postgres import SLOWEST_SECONDS
from tests.bench.raw import address
from tests.bench.search.recording import Sent, requests, statements

# What asks an engine once more what the site would ask it for an address; nothing where it is not asked.
Bare = Callable[[str], Callable[[], None] | None]


@contextmanager
def postgres(headers: dict[str, str]) -> Iterator[Bare]:
    with psycopg.connect(**address(), autocommit=True, prepare_threshold=None) as straight:
        # As the backend sets them for each of its statements.
        straight.execute("SET jit = off")
        straight.execute("SET work_mem = '64MB'")
        straight.execute(f"SET statement_timeout = '{SLOWEST_SECONDS}s'")

        def again(said: list[str]) -> None:
            for each in said:
                straight.execute(each.encode()).fetchall()

        yield lambda asked: _bound(again, statements(asked, headers))


@contextmanager
def elastic(headers: dict[str, str], engine: str) -> Iterator[Bare]:
    place = urlsplit(engine)
    straight = HTTPConnection(place.hostname or "", place.port)
    straight.connect()

    def again(sent: list[Sent]) -> None:
        for each in sent:
            straight.request(each.method, each.target, each.body, {"Content-Type": "application/json"})
            answer = straight.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"The engine refuses what it was asked: {answer.status}")

    try:
        yield lambda asked: _bound(again, requests(asked, headers, engine))
    finally:
        straight.close()


def _bound(again: Callable[[list], None], said: list) -> Callable[[], None] | None:
    return partial(again, said) if said else None
