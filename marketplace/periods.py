"""Time as the marketplace tells it: aware, finite, half-open periods, and their arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from psycopg.types.range import TimestamptzRange

MINUTE = timedelta(minutes=1)


class WallPeriod(NamedTuple):
    """A period as the clocks of a zone tell it: for showing, not for reckoning."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, order=True)
class Period:
    """
    The time from `starts_at` until just before `ends_at`, kept in UTC whatever zone it came in.

    In UTC because Python compares and subtracts two datetimes of one zone by their wall clocks,
    which is an hour wrong across a daylight-saving change.

    :raises ValueError: an end is naive, or the period is empty or runs backwards
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError(f"A period needs aware datetimes: {self.starts_at} to {self.ends_at}")
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.starts_at >= self.ends_at:
            raise ValueError(f"A period ends after it starts: {self.starts_at} to {self.ends_at}")

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down."""
        return self.duration // MINUTE

    def overlaps(self, other: Period) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: Period | datetime) -> bool:
        if isinstance(other, datetime):
            return self.starts_at <= other < self.ends_at
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def intersection(self, other: Period) -> Period | None:
        if not self.overlaps(other):
            return None
        return Period(max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at))

    def widened(self, *, before: timedelta, after: timedelta) -> Self:
        return type(self)(self.starts_at - before, self.ends_at + after)

    def shifted(self, by: timedelta) -> Self:
        return type(self)(self.starts_at + by, self.ends_at + by)

    def in_zone(self, zone: ZoneInfo) -> WallPeriod:
        """The same period, told in the wall time of a zone."""
        return WallPeriod(self.starts_at.astimezone(zone), self.ends_at.astimezone(zone))


def merge(periods: Iterable[Period]) -> list[Period]:
    """The same time as a sorted list without overlaps or seams."""
    merged: list[Period] = []
    for period in sorted(periods):
        if merged and period.starts_at <= merged[-1].ends_at:
            last = merged.pop()
            merged.append(Period(last.starts_at, max(last.ends_at, period.ends_at)))
        else:
            merged.append(period)
    return merged


def subtract(periods: Iterable[Period], holes: Iterable[Period]) -> list[Period]:
    """What is left of the periods outside the holes, merged and sorted."""
    left: list[Period] = []
    cut = merge(holes)
    first = 0
    for period in merge(periods):
        while first < len(cut) and cut[first].ends_at <= period.starts_at:
            first += 1
        cursor, index = period.starts_at, first
        while index < len(cut) and cut[index].starts_at < period.ends_at:
            if cursor < cut[index].starts_at:
                left.append(Period(cursor, cut[index].starts_at))
            cursor = cut[index].ends_at
            index += 1
        if cursor < period.ends_at:
            left.append(Period(cursor, period.ends_at))
    return left


def at_wall_time(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """
    The instant, in UTC, at which a wall clock of the zone shows this time.

    As RFC 5545 section 3.3.5 reads them: a time that the clock skips takes the offset before the
    gap, a time it shows twice is the first of the two.
    """
    return datetime.combine(day, wall, zone).astimezone(UTC)


def wall_period(day: date, opens: time, closes: time, zone: ZoneInfo) -> Period | None:
    """
    From one wall time of a day to the next time the clock shows the other.

    An end at or before the start is on the following day, so 00:00 to 00:00 is the whole day.
    None where the clock skips all of it.
    """
    last_day = day if opens < closes else day + timedelta(days=1)
    starts_at, ends_at = at_wall_time(day, opens, zone), at_wall_time(last_day, closes, zone)
    return Period(starts_at, ends_at) if starts_at < ends_at else None


def days_within(period: Period, zone: ZoneInfo) -> Iterator[tuple[date, Period]]:
    """The period cut at the midnights of a zone, each part with its date there."""
    day = period.starts_at.astimezone(zone).date()
    while (whole := wall_period(day, time(), time(), zone)) is None or whole.starts_at < period.ends_at:
        part = whole and whole.intersection(period)
        if part:
            yield day, part
        day += timedelta(days=1)


class PeriodField(DateTimeRangeField):
    """A `tstzrange` column that gives and takes a Period."""

    def from_db_value(
        self, value: Any, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Period | None:
        return None if value is None else Period(value.lower, value.upper)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, TimestamptzRange) and value.lower and value.upper:
            return Period(value.lower, value.upper)
        return value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Period):
            return TimestamptzRange(value.starts_at, value.ends_at, "[)")
        return super().get_prep_value(value)
