"""
The one rule by which free time becomes searchable, before either engine sees it.

Free time of each unit is clipped to the horizon, floored inwards to the quarter hour, and merged;
stretches shorter than the policy's minimum cannot be booked and are left out. So both engines are
exact on that grid, and mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from marketplace.periods import Period, merge

GRID_MINUTES = 15
GRID = timedelta(minutes=GRID_MINUTES)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Numbered quarter hours since the epoch, half-open.
Window = tuple[int, int]


def slot_before(moment: datetime) -> int:
    """The slot in which the moment lies."""
    return (moment - EPOCH) // GRID


def slot_after(moment: datetime) -> int:
    """The first slot that begins at or after the moment."""
    return -((EPOCH - moment) // GRID)


def moment_of(slot: int) -> datetime:
    return EPOCH + slot * GRID


def windows_of(periods: Iterable[Period], *, shortest_minutes: int = 0) -> list[Window]:
    """The free windows of one unit as slots: floored inwards, merged, long enough to be booked."""
    shortest = max(1, -(-shortest_minutes // GRID_MINUTES))
    windows = ((slot_after(each.starts_at), slot_before(each.ends_at)) for each in merge(periods))
    return [(first, last) for first, last in windows if last - first >= shortest]


def merged(windows: Iterable[Window]) -> list[Window]:
    """The same slots as a sorted list without overlaps or seams: of several units, when any is free."""
    result: list[Window] = []
    for first, last in sorted(windows):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return result
