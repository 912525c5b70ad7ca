"""Free time in short: the earliest stretch that is long enough, and a picture of the coming days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from capacity.availability.reading import FreeTime
from marketplace.periods import MINUTE, Period, merge, wall_period

BANDS = ((time(8), time(12)), (time(12), time(16)), (time(16), time(20)))


def earliest_free(free: FreeTime, *, minutes: int, now: datetime, units: int = 1) -> Period | None:
    """
    The first stretch of this length that starts on the resource's grid and keeps its notice.

    One unit is free for the whole of it: two that take turns do not make a stretch. Length and
    occupation alone: whether the other rules let it pass is judged when it is chosen.
    """
    earliest = now + free.notice_minutes * MINUTE
    single = sorted(gap for gaps in free.units.values() for gap in gaps)
    for gap in single if units == 1 else free_for(free, units):
        start = _on_grid(max(gap.starts_at, earliest), free)
        if start + minutes * MINUTE <= gap.ends_at and minutes > 0:
            return Period(start, start + minutes * MINUTE)
    return None


def _on_grid(moment: datetime, free: FreeTime) -> datetime:
    """The moment itself, or the next on the grid from the site's midnight."""
    wall = moment.astimezone(free.zone)
    past = wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment + -past % (free.grid_minutes * MINUTE)


def free_for(free: FreeTime, units: int) -> list[Period]:
    """Where at least this many units are free at once, merged and sorted."""
    if units == 1:
        return merge(period for periods in free.units.values() for period in periods)
    changes = sorted(
        change
        for periods in free.units.values()
        for period in periods
        for change in ((period.starts_at, 1), (period.ends_at, -1))
    )
    return merge(_at_least(units, changes))


def _at_least(units: int, changes: Sequence[tuple[datetime, int]]) -> Iterator[Period]:
    count, since = 0, None
    for moment, change in changes:
        before, count = count, count + change
        if before < units <= count:
            since = moment
        elif count < units <= before and since is not None and since < moment:
            yield Period(since, moment)


def bands(free: FreeTime, *, first: date, days: int = 14) -> list[tuple[date, str]]:
    """
    For each day at the site three letters, for 08–12, 12–16 and 16–20 of its wall time.

    `f` free, `p` partly free, `b` busy, `s` shut: as the strip of the pages draws them.
    """
    gaps = free_for(free, 1)
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
    return sum((each.duration for each in found if each), timedelta())
