"""One search through HTTP and bare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection

import psycopg

from tests.bench.search.bare import Bare
from tests.bench.search.timing import timed


@dataclass
class Spent:
    """Milliseconds of each search; `unanswered` took longer than the site lets them."""

    http: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    unanswered: int = 0


class Door:
    """One client with one connection that stays open."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection, self.headers = HTTPConnection("127.0.0.1", port), headers

    def get(self, address: str) -> tuple[int, bytes]:
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def opened(port: int, headers: dict[str, str]) -> Iterator[Door]:
    door = Door(port, headers)
    try:
        yield door
    finally:
        door.connection.close()


def measure(address: str, door: Door, bare: Bare, spent: Spent, *, is_bare_first: bool) -> None:
    """It is asked once before by `bare`, so that neither way finds what the other has warmed up."""
    again = bare(address)
    if is_bare_first:
        _barely(spent, again)
    _through_http(spent, door, address)
    if not is_bare_first:
        _barely(spent, again)


def _through_http(spent: Spent, door: Door, address: str) -> None:
    milliseconds, (status, body) = timed(lambda: door.get(address))
    if status == 503:
        spent.unanswered += 1
    elif status != 200:
        raise SystemExit(f"{address} was answered with {status}: {body[:500]!r}")
    elif b'"is_stand_in":true' in body:
        raise SystemExit("PostgreSQL answered in the place of the engine that is measured.")
    else:
        spent.http.append(milliseconds)


def _barely(spent: Spent, again: Callable[[], None] | None) -> None:
    if again is None:
        return
    try:
        spent.bare.append(timed(again)[0])
    except psycopg.errors.QueryCanceled:
        return
