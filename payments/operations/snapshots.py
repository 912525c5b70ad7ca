"""Snapshots of long accounts, so that their balance is told without summing them from the beginning."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from payments.enums import OF_A_BOOKING
from payments.models import Entry
from payments.operations.drawing_the_line import nobody_posting


def take_snapshots(*, least: int) -> int:
    """
    One for each account with at least as many entries since its last; how many there were.

    The accounts of bookings are left out: they are many, and short.

    :raises Busy: postings are under way; try again
    """
    through = _settled_through()
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOTS, {"through": through, "least": least, "short": [*OF_A_BOOKING]})
        return int(cursor.rowcount)


def _settled_through() -> int:
    """
    An entry's id below which none comes any more.

    Ids are drawn before their transactions commit, so the highest that can be seen is no such line
    while anybody posts. A journal takes the lock before its entries draw their ids.
    """
    with nobody_posting():
        return Entry.objects.aggregate(Max("pk"))["pk__max"] or 0


_SNAPSHOTS = """
INSERT INTO payments_balancesnapshot (account_id, through_entry_id, latest_posted_at, minor)
SELECT account.id, %(through)s, greatest(last.latest_posted_at, since.latest_posted_at),
    coalesce(last.minor, 0) + since.minor
FROM payments_ledgeraccount account
LEFT JOIN LATERAL (
    SELECT through_entry_id, latest_posted_at, minor FROM payments_balancesnapshot
    WHERE account_id = account.id ORDER BY through_entry_id DESC LIMIT 1
) AS last ON true
CROSS JOIN LATERAL (
    SELECT count(*), max(posted_at) AS latest_posted_at, sum(minor) AS minor FROM payments_entry
    WHERE account_id = account.id AND id > coalesce(last.through_entry_id, 0) AND id <= %(through)s
) AS since
WHERE account.kind <> ALL(%(short)s) AND since.count >= %(least)s
"""
