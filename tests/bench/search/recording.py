"""What a backend sends to its engine for one address, noted while the site answers it in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from django.test import Client, override_settings

from search.backends.postgres import PostgresBackend
from search.elastic.client import client
from search.operations import answering


class Sent(NamedTuple):
    """A request to Elasticsearch, as it goes over the wire."""

    method: str
    target: str
    body: bytes


class Noting(PostgresBackend):
    """Notes the statements that answer, without the limits set around them and what pages read beside."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    @contextmanager
    def _limited(self) -> Iterator[Any]:
        with super()._limited() as cursor:
            yield _NotingCursor(cursor, self.said)


class _NotingCursor:
    def __init__(self, cursor: Any, said: list[str]) -> None:
        self._cursor, self._said = cursor, said

    def execute(self, sql: str, params: Any = None) -> Any:
        self._said.append(self._cursor.cursor.mogrify(sql, params))
        return self._cursor.execute(sql, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def statements(address: str, headers: dict[str, str]) -> list[str]:
    noting = Noting()
    with patch.object(answering, "POSTGRES", noting):
        _ask(address, headers)
    return noting.said


def requests(address: str, headers: dict[str, str], engine: str) -> list[Sent]:
    found: list[Sent] = []
    with override_settings(ELASTICSEARCH_URL=engine):
        connected = client()
        assert connected is not None
        perform = connected.transport.perform_request

        def note(method: str, target: str, *, body: Any = None, **rest: Any) -> Any:
            found.append(Sent(method, target, json.dumps(body).encode()))
            return perform(method, target, body=body, **rest)

        with patch.object(connected.transport, "perform_request", note):
            _ask(address, headers)
    return found


def _ask(address: str, headers: dict[str, str]) -> None:
    answer = Client(SERVER_NAME="localhost", raise_request_exception=True).get(address, headers=headers)
    if answer.status_code not in (200, 503):
        raise SystemExit(f"{address} was answered with {answer.status_code}: {answer.content[:500]!r}")
