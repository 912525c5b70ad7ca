"""What a machine's own calendar says to a question about time: the truth that the index may lag behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from capacity.availability import FreeTime, earliest_free
from marketplace.periods import MINUTE, Period, merge
from search.enums import Mode
from search.request import HORIZON_DAYS, When
from search.slots import Window, merged, moment_of, windows_of
from search.spans import first_slot, slots_for, span_of

USUAL_MINUTES = 60
STRIP_DAYS = 14
ONE_DAY = timedelta(days=1)


def horizon(now: datetime) -> Period:
    """The time that the index knows of, and what a strip shows beyond its last day."""
    return Period(now, now + timedelta(days=HORIZON_DAYS + STRIP_DAYS + 1))


def chance(free: FreeTime, when: When | None, now: datetime) -> Period | None:
    """
    The first stretch that answers and keeps the grid, the notice and the shortest length of the machine.

    Where nothing was asked, the first that can be booked at all.
    """
    if when is None:
        return earliest_free(free, minutes=max(USUAL_MINUTES, free.minimum_minutes), now=now)
    span = when.in_zone(free.zone)
    if span is None:
        return None
    if when.mode == Mode.WHOLE:
        return _whole(free, span, now)
    minutes = when.minutes or USUAL_MINUTES
    clipped = _clipped(free, span)
    if when.mode == Mode.IN_ALL:
        return _in_all(clipped, minutes, now)
    return earliest_free(clipped, minutes=max(minutes, free.minimum_minutes), now=now)


def next_chance(free: FreeTime, when: When | None, now: datetime) -> Period | None:
    """The first stretch of the length asked for, whenever it is."""
    minutes = (when.minutes if when else None) or USUAL_MINUTES
    if when and when.mode == Mode.WHOLE and (span := when.in_zone(free.zone)):
        minutes = span.minutes
    return earliest_free(free, minutes=max(minutes, free.minimum_minutes), now=now)


def _whole(free: FreeTime, period: Period, now: datetime) -> Period | None:
    if period.starts_at < now + free.notice_minutes * MINUTE:
        return None
    return period if any(gap.contains(period) for gaps in free.units.values() for gap in gaps) else None


def _in_all(clipped: FreeTime, minutes: int, now: datetime) -> Period | None:
    """The first free hour, where there are enough of them: they may change between equal units."""
    gaps = merge(gap for gaps in clipped.units.values() for gap in gaps)
    left = sum(Period(max(gap.starts_at, now), gap.ends_at).minutes for gap in gaps if gap.ends_at > now)
    if left < minutes:
        return None
    least = max(USUAL_MINUTES, clipped.minimum_minutes)
    return earliest_free(clipped, minutes=min(least, minutes), now=now)


def _clipped(free: FreeTime, span: Period) -> FreeTime:
    units = {
        unit: [part for gap in gaps if (part := gap.intersection(span))] for unit, gaps in free.units.items()
    }
    return replace(free, units=units)


def indexed_start(free: FreeTime, when: When | None, now: datetime) -> datetime | None:
    """
    When the machine is free as an index that is up to date would say: by the slot rule, not by its grid.

    What an index says and this does not is what has changed since it was written.
    """
    slot = next(_starts(free, when, now), None)
    return moment_of(slot) if slot is not None else None


def _starts(free: FreeTime, when: When | None, now: datetime) -> Iterator[int]:
    units = _windows(free, now)
    everything = merged(window for unit in units for window in unit)
    if when is None:
        soonest = first_slot(now, free.notice_minutes)
        yield from (max(first, soonest) for first, last in everything if last > soonest)
        return
    span = span_of(when, free.zone, notice_minutes=free.notice_minutes, now=now)
    if span is None:
        return
    if when.mode == Mode.IN_ALL:
        parts = [part for window in everything if (part := _cut(window, span))]
        if sum(last - first for first, last in parts) >= slots_for(when.minutes or USUAL_MINUTES):
            yield parts[0][0]
        return
    length = span[1] - span[0] if when.mode == Mode.WHOLE else slots_for(when.minutes or USUAL_MINUTES)
    cuts = (part for unit in units for window in unit if (part := _cut(window, span)))
    yield from sorted(first for first, last in cuts if last - first >= length)


def _windows(free: FreeTime, now: datetime) -> list[list[Window]]:
    days = min(HORIZON_DAYS, free.horizon_days or HORIZON_DAYS)
    reach = Period(now, now + timedelta(days=days))
    return [
        windows_of(
            (part for gap in gaps if (part := gap.intersection(reach))),
            shortest_minutes=free.minimum_minutes,
        )
        for gaps in free.units.values()
    ]


def _cut(window: Window, span: Window) -> Window | None:
    first, last = max(window[0], span[0]), min(window[1], span[1])
    return (first, last) if first < last else None


def strip_start(when: When | None, zone: ZoneInfo, now: datetime) -> date:
    """Today at the site, unless the days in question lie beyond the strip."""
    today = now.astimezone(zone).date()
    span = when.in_zone(zone) if when else None
    first = span.starts_at.astimezone(zone).date() if span else today
    return first if (first - today).days >= STRIP_DAYS else today
