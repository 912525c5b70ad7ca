"""Free time in short: the earliest stretch that is long enough, and a picture of the coming days."""

from __future__ import annotations

from bisect import bisect_right
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
    gaps = _Stretches(merge(gap for gaps in free.units.values() for gap in gaps))
    opening = _Stretches(merge(free.open))
    return [
        (day, "".join(_letter(wall_period(day, *band, free.zone), opening, gaps) for band in BANDS))
        for day in (first + timedelta(days=number) for number in range(days))
    ]


def _letter(band: Period | None, opening: _Stretches, gaps: _Stretches) -> str:
    is_open = opening.within(band) if band else NONE
    if band is None or not is_open:
        return "s"
    is_free = gaps.within(band)
    if not is_free:
        return "b"
    return "f" if is_free == is_open else "p"


class _Stretches:
    """Merged periods, asked of many bands: only those that a band may meet are looked at."""

    def __init__(self, merged: Iterable[Period]) -> None:
        self._periods = list(merged)
        self._ends = [period.ends_at for period in self._periods]

    def within(self, band: Period) -> timedelta:
        """How much of the band they fill."""
        filled = NONE
        for period in self._periods[bisect_right(self._ends, band.starts_at) :]:
            if period.starts_at >= band.ends_at:
                break
            filled += min(period.ends_at, band.ends_at) - max(period.starts_at, band.starts_at)
        return filled
