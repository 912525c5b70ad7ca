"""A week of a machine's calendar as a list, for readers without the calendar script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from capacity.calendars import Block, Viewer, drawn
from capacity.models import Resource
from capacity.opening import open_periods
from marketplace.pages.formats import closing_wall
from marketplace.periods import Period, at_wall_time, days_within

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeekBlock:
    """`kind` is a key of the status vocabulary without its group; `hours` the part on this day."""

    kind: str
    label: str
    hours: str


@dataclass(frozen=True)
class WeekDay:
    day: date
    opens: list[str]
    blocks: list[WeekBlock]


def week_of(day: date, zone: ZoneInfo) -> Period:
    """From the Monday before (or on) the day to the next one, by the site's midnights."""
    monday = day - timedelta(days=day.weekday())
    return Period(at_wall_time(monday, time(), zone), at_wall_time(monday + ONE_WEEK, time(), zone))


def week(resource: Resource, day: date, *, viewer: Viewer, now: datetime) -> list[WeekDay]:
    zone = resource.site.zone
    window = week_of(day, zone)
    hours = open_periods(resource.opening_rules.all(), resource.opening_exceptions.all(), zone, window)
    found = drawn(resource, window, viewer=viewer, now=now)
    return [
        WeekDay(on, _opens(hours, whole, zone), list(_blocks(found, whole, zone)))
        for on, whole in days_within(window, zone)
    ]


def _opens(hours: Iterable[Period], whole: Period, zone: ZoneInfo) -> list[str]:
    parts = (period.intersection(whole) for period in hours)
    return [_hours(part, zone) for part in parts if part]


def _blocks(found: Iterable[Block], whole: Period, zone: ZoneInfo) -> Iterable[WeekBlock]:
    for block in found:
        part = block.period.intersection(whole)
        if part:
            yield WeekBlock(block.kind, block.label or block.note, _hours(part, zone))


def _hours(part: Period, zone: ZoneInfo) -> str:
    wall = part.in_zone(zone)
    return f"{wall.starts_at:%H:%M}–{closing_wall(wall.ends_at)[1]}"
