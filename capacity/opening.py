"""Opening hours: weekly rules and dated exceptions of a site's wall time, as periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from marketplace.periods import Period, at_wall_time, days_within, merge, wall_period

ONE_DAY = timedelta(days=1)


class WeeklyHours(Protocol):
    """
    Open every week on an ISO weekday, in the site's wall time.

    Closing at or before the opening is on the next day, 00:00 is midnight; `valid_until` is the
    last day on which the rule holds, and hours belong to the day on which they begin.
    """

    @property
    def weekday(self) -> int: ...
    @property
    def opens_at(self) -> time: ...
    @property
    def closes_at(self) -> time: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...


class DatedHours(Protocol):
    """What replaces the rules on one date: other hours, or none for a closure."""

    @property
    def on(self) -> date: ...
    @property
    def opens_at(self) -> time | None: ...
    @property
    def closes_at(self) -> time | None: ...


class Weekly(NamedTuple):
    weekday: int
    opens_at: time
    closes_at: time
    valid_from: date | None = None
    valid_until: date | None = None


class Dated(NamedTuple):
    on: date
    opens_at: time | None = None
    closes_at: time | None = None


def open_periods(
    rules: Iterable[WeeklyHours], exceptions: Iterable[DatedHours], zone: ZoneInfo, window: Period
) -> list[Period]:
    """
    The open time inside the window, in UTC, merged and sorted: a machine that never closes has one.

    A date with exceptions is open at their hours and at no others, so a night shift of the day
    before ends at its midnight. Daylight saving is that of the zone as it is now: wall times are
    what is stored, so a site whose zone is changed opens by its new clock.
    """
    weekly, dated = list(rules), _by_date(exceptions)
    found = [hours for day in _days(window, zone) for hours in _hours_of(day, weekly, dated, zone)]
    return merge(inside for hours in found if (inside := hours.intersection(window)))


def _days(window: Period, zone: ZoneInfo) -> Iterator[date]:
    """The dates the window touches, and the one before, whose night may reach into it."""
    days = [day for day, _part in days_within(window, zone)]
    yield days[0] - ONE_DAY
    yield from days


def _by_date(exceptions: Iterable[DatedHours]) -> Mapping[date, Sequence[DatedHours]]:
    dated: defaultdict[date, list[DatedHours]] = defaultdict(list)
    for exception in exceptions:
        dated[exception.on].append(exception)
    return dated


def _hours_of(
    day: date, weekly: Sequence[WeeklyHours], dated: Mapping[date, Sequence[DatedHours]], zone: ZoneInfo
) -> Iterator[Period]:
    for opens_at, closes_at in _walls(day, weekly, dated):
        hours = wall_period(day, opens_at, closes_at, zone)
        if hours and day + ONE_DAY in dated:
            hours = _until(hours, day + ONE_DAY, zone)
        if hours:
            yield hours


def _walls(
    day: date, weekly: Sequence[WeeklyHours], dated: Mapping[date, Sequence[DatedHours]]
) -> Iterator[tuple[time, time]]:
    if day in dated:
        for exception in dated[day]:
            if exception.opens_at is not None and exception.closes_at is not None:
                yield exception.opens_at, exception.closes_at
        return
    for rule in weekly:
        if rule.weekday == day.isoweekday() and (rule.valid_from or day) <= day <= (rule.valid_until or day):
            yield rule.opens_at, rule.closes_at


def _until(hours: Period, day: date, zone: ZoneInfo) -> Period | None:
    """The part before a date begins; none where the date begins before the hours do."""
    midnight = at_wall_time(day, time(), zone)
    if midnight <= hours.starts_at:
        return None
    return Period(hours.starts_at, min(hours.ends_at, midnight))
