"""What a question about time means in slots, by the clock of a site and the notice of a machine."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from marketplace.periods import MINUTE
from search.enums import Mode
from search.request import When
from search.slots import GRID_MINUTES, Window, slot_after, slot_before


def soonest(now: datetime, notice_minutes: int) -> datetime:
    """When the notice is over: in UTC, for a sum in another zone is told by its wall clock."""
    return now.astimezone(UTC) + notice_minutes * MINUTE


def first_slot(now: datetime, notice_minutes: int) -> int:
    """The first slot that can still be booked."""
    return slot_after(soonest(now, notice_minutes))


def span_of(when: When, zone: ZoneInfo, *, notice_minutes: int, now: datetime) -> Window | None:
    """
    The slots in question, floored inwards like free time; nothing where none can be booked any more.

    A span that has begun is cut to what is left of it, except for the whole of a period: nobody can
    have that any more.
    """
    period = when.in_zone(zone)
    if period is None:
        return None
    if when.mode == Mode.WHOLE and period.starts_at < soonest(now, notice_minutes):
        return None
    first = max(slot_after(period.starts_at), first_slot(now, notice_minutes))
    last = slot_before(period.ends_at)
    return (first, last) if first < last else None


def slots_for(minutes: int) -> int:
    """How many slots such a length takes, begun ones whole; at least one."""
    return max(1, -(-minutes // GRID_MINUTES))
