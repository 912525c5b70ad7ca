"""Free time in short: the earliest stretch that is long enough, and a picture of the coming days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from capacity.availability.reading import FreeTime
from marketplace.periods import MINUTE, Period, merge, wall_period

NONE = timedelta()
BANDS = ((time(8), time(12)), (time(12), time(16)), (time(16), time(20)))


def earliest_free(free: FreeTime, *, minutes: int, now: datetime, units: int = 1) -> Period | None:
    """
    The first stretch of this length on the resource's grid that keeps its notice and its horizon.

    So many units are each free for the whole of it: units that take turns do not make a stretch.
    Whether the other rules let it pass is judged when it is chosen.
    """
    length = minutes * MINUTE
    earliest = now + free.notice_minutes * MINUTE
    gaps = sorted(gap for gaps in free.units.values() for gap in gaps if gap.duration >= length > NONE)
    for gap in gaps:
        start = _on_grid(max(gap.starts_at, earliest), free)
        stretch = Period(start, start + length)
        if sum(gap.contains(stretch) for gap in gaps) >= units:
            return stretch if _within_horizon(stretch, free, now) else None
    return None


def _within_horizon(stretch: Period, free: FreeTime, now: datetime) -> bool:
    return free.horizon_days is None or stretch.ends_at <= now + timedelta(days=free.horizon_days)


def _on_grid(moment: datetime, free: FreeTime) -> datetime:
    """The moment itself, or the next on the grid from the site's midnight."""
    wall = moment.astimezone(free.zone)
    past = wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment + -past % (free.grid_minutes * MINUTE)


def bands(free: FreeTime, *, first: date, days: int = 14) -> list[tuple[date, str]]:
    """
    For each day at the site three letters, for 08–12, 12–16 and 16–20 of its wall time.

    `f` free, `p` partly free, `b` busy, `s` shut: as the strip of the pages draws them.
    """
    gaps = merge(gap for gaps in free.units.values() for gap in gaps)
    return [
        (day, "".join(_letter(day, starts, ends, free, gaps) for starts, ends in BANDS))
        for day in (first + timedelta(days=number) for number in range(days))
    ]


def _letter(day: date, starts: time, ends: time, free: FreeTime, gaps: list[Period]) -> str:
    band = wall_period(day, starts, ends, free.zone)
    if band is None:
        return "s"
    is_open, is_free = (_within(band, periods) for periods in (free.open, gaps))
    if not is_open:
        return "s"
    if not is_free:
        return "b"
    return "f" if is_free == is_open else "p"


def _within(band: Period, periods: Iterable[Period]) -> timedelta:
    found = (band.intersection(period) for period in periods)
    return sum((each.duration for each in found if each), NONE)
