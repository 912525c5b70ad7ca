"""The least a booking can be: one insert and commit under the exclusion constraint."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.range import TimestamptzRange

from tests.bench.ground import Ground, share

INSERT = """
INSERT INTO raw_claim (unit_id, during) VALUES (%s, %s)
"""
TABLE = """
DROP TABLE IF EXISTS raw_claim;
CREATE TABLE raw_claim (
    id bigserial PRIMARY KEY, unit_id bigint NOT NULL, during tstzrange NOT NULL,
    EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, during WITH &&)
)
"""


def address() -> dict[str, Any]:
    """How psycopg alone reaches the database that Django uses."""
    params = connection.get_connection_params()
    wanted = ("dbname", "user", "host", "port", "password")
    return {name: params[name] for name in wanted if params.get(name)}


@contextmanager
def clients(ground: Ground, options: argparse.Namespace, turn: int) -> Iterator[Callable[[int], None]]:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    connection.close()
    open_connections = [psycopg.connect(**address(), autocommit=True) for _ in range(options.clients)]

    def work(client: int) -> None:
        for number in share(options.inserts, options.clients, client):
            made, period = ground.slot(number)
            during = TimestamptzRange(period.starts_at, period.ends_at, "[)")
            open_connections[client].execute(INSERT, [made.resource_id, during])

    try:
        yield work
    finally:
        for each in open_connections:
            each.close()
