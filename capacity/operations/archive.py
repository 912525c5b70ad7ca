"""Moving the claims of the past out of the live table, so that its size follows the horizon."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from capacity.lifecycle import OCCUPYING

KEPT = timedelta(days=1)
BATCH = 5_000


def archive_past(*, now: datetime) -> int:
    """
    Archive claims that ended more than a day ago; how many moved. Batches commit one by one.

    A booking that nobody has closed yet keeps its claims, for it may still be extended. What else
    has ended is not changed any more; rows that somebody has locked are left for the next night.
    """
    moved = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_MOVE, [now - KEPT, sorted(OCCUPYING), BATCH, now])
            batch = int(cursor.rowcount)
        moved += batch
        if batch < BATCH:
            return moved


_MOVE = """
WITH past AS (
    SELECT id FROM capacity_claim
    WHERE upper(during) <= %s AND expires_at IS NULL AND NOT EXISTS (
        SELECT FROM capacity_booking booking WHERE booking.id = booking_id AND booking.state = ANY(%s)
    )
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM capacity_claim WHERE id IN (SELECT id FROM past)
    RETURNING id, unit_id, resource_id, during, kind, is_shadow, booking_id, outage_id
)
INSERT INTO capacity_archivedclaim
    (id, unit_id, resource_id, during, kind, is_shadow, booking_id, outage_id, archived_at)
SELECT id, unit_id, resource_id, during, kind, is_shadow, booking_id, outage_id, %s FROM gone
"""
