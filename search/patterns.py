"""
Weekly patterns: sets of quarter hours of the week by a site's wall clock, and what a period has of each.

Prices of both engines rest on them: an hourly rate holds in a pattern. A pattern is written as 672
letters, `1` where it holds, the first for Monday 00:00.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from search.slots import GRID_MINUTES, Window, moment_of

QUARTERS_A_DAY = 24 * 60 // GRID_MINUTES
QUARTERS_A_WEEK = 7 * QUARTERS_A_DAY
ALWAYS = "1" * QUARTERS_A_WEEK


def quarter_of_week(slot: int, zone: ZoneInfo) -> int:
    """The quarter hour of the week, from Monday 00:00, by the clock of the zone as the slot begins."""
    wall = moment_of(slot).astimezone(zone)
    return wall.weekday() * QUARTERS_A_DAY + (wall.hour * 60 + wall.minute) // GRID_MINUTES


def minutes_by_pattern(window: Window, zone: ZoneInfo, patterns: Mapping[int, str]) -> dict[int, int]:
    """How many minutes of the window lie in each pattern; patterns without any are left out."""
    quarters = Counter(quarter_of_week(slot, zone) for slot in range(*window))
    counts = {
        key: sum(count for quarter, count in quarters.items() if holds[quarter] == "1")
        for key, holds in patterns.items()
    }
    return {key: count * GRID_MINUTES for key, count in counts.items() if count}
