"""One writer at a time: the sandbox is no place for races of its own."""

from __future__ import annotations

import zlib

from django.db import connection

# "Sandbox" to PostgreSQL: apart from the advisory locks of capacity and search.
SANDBOX, KEYS = 0x52740001, 0x52740002


def one_at_a_time() -> None:
    """Until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SANDBOX])


def is_free(key: str) -> bool:
    """Whether nobody else is at a request under this key; it is ours until the end of the transaction."""
    with connection.cursor() as cursor:
        number = zlib.crc32(key.encode()) - 2**31
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [KEYS, number])
        return bool(cursor.fetchone()[0])
