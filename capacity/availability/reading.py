"""
Free time of many resources at once, in three queries however many they are.

Opening hours are expanded here from wall time; PostgreSQL takes the claims away from them by
multirange arithmetic. The tables are named in SQL because models stand above this layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from capacity.opening import Dated, Weekly, open_periods
from marketplace.periods import MINUTE, Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NIGHT_AND_ZONES = timedelta(days=2)  # a night before, and dates of zones up to 14 h from UTC


@dataclass(frozen=True)
class FreeTime:
    """
    When a resource is open, and what of that each of its units has left, within a window.

    Units by id; periods in UTC, merged and sorted. A resource that is not operational has units
    without free time. The limits are those of its policy, in minutes (`horizon_days` in days).
    """

    resource_id: int
    zone: ZoneInfo
    window: Period
    is_operational: bool
    grid_minutes: int
    notice_minutes: int
    minimum_minutes: int
    horizon_days: int | None
    set_up_minutes: int
    clean_up_minutes: int
    open: list[Period] = field(default_factory=list)
    units: dict[int, list[Period]] = field(default_factory=dict)


def free_windows(
    resource_ids: Iterable[int], window: Period, *, now: datetime
) -> dict[int, dict[int, list[Period]]]:
    """Opening hours minus the claims live at `now`, by resource and unit."""
    return {pk: free.units for pk, free in free_time(resource_ids, window, now=now).items()}


def free_time(
    resource_ids: Iterable[int], window: Period, *, now: datetime, for_booking: bool = False
) -> dict[int, FreeTime]:
    """
    What is open and free of each resource that exists, in three queries.

    With `for_booking`, the time that a booking may fill: a claim then keeps the resource's set-up
    and clean-up of its neighbour away as well, and the buffers may lie outside opening hours.
    """
    found = _resources(list(resource_ids), window)
    opening = _open(found)
    for unit_id, resource_id, free in _free_units(found, opening, window, now=now, for_booking=for_booking):
        found[resource_id].units[unit_id] = free
    return found


def _resources(resource_ids: Sequence[int], window: Period) -> dict[int, FreeTime]:
    return {
        row["resource_id"]: FreeTime(**row | {"zone": ZoneInfo(row["zone"]), "window": window})
        for row in _rows(_RESOURCES, {"ids": resource_ids})
    }


def _open(found: Mapping[int, FreeTime]) -> dict[int, str]:
    """
    Fill in opening hours, and give them as PostgreSQL reads them.

    Equal hours in one zone are expanded and written once.
    """
    window = next((free.window for free in found.values()), None)
    if window is None:
        return {}
    hours = _hours(list(found), window)
    known: dict[object, tuple[list[Period], str]] = {}
    written = {}
    for pk, free in found.items():
        weekly, dated = hours.get(pk, ((), ()))
        key = (weekly, dated, free.zone.key)
        if key not in known:
            periods = open_periods(weekly, dated, free.zone, window)
            known[key] = periods, _multirange(periods)
        periods, written[pk] = known[key]
        free.open.extend(periods)
    return written


Hours = tuple[tuple[Weekly, ...], tuple[Dated, ...]]


def _hours(resource_ids: Sequence[int], window: Period) -> dict[int, Hours]:
    around = window.widened(before=NIGHT_AND_ZONES, after=NIGHT_AND_ZONES)
    dates = {"first": around.starts_at.date(), "last": around.ends_at.date()}
    hours: dict[int, Hours] = {}
    for row in _rows(_HOURS, {"ids": resource_ids, **dates}):
        weekly, dated = hours.get(row["resource_id"], ((), ()))
        if row["on"] is None:
            names = ("weekday", "opens_at", "closes_at", "valid_from", "valid_until")
            weekly = (*weekly, Weekly(*(row[name] for name in names)))
        else:
            dated = (*dated, Dated(row["on"], row["opens_at"], row["closes_at"]))
        hours[row["resource_id"]] = (weekly, dated)
    return hours


def _free_units(
    found: Mapping[int, FreeTime],
    opening: Mapping[int, str],
    window: Period,
    *,
    now: datetime,
    for_booking: bool,
) -> Iterator[tuple[int, int, list[Period]]]:
    buffers = [(free.set_up_minutes, free.clean_up_minutes) for free in found.values() if for_booking]
    widest = MINUTE * max((max(pair) for pair in buffers), default=0)
    near = window.widened(before=widest, after=widest)
    rows = _rows(
        _FREE,
        {
            "ids": list(found),
            "open": [opening[pk] if free.is_operational else "{}" for pk, free in found.items()],
            "before": [free.clean_up_minutes * for_booking for free in found.values()],
            "after": [free.set_up_minutes * for_booking for free in found.values()],
            "starts_at": near.starts_at,
            "ends_at": near.ends_at,
            "now": now,
        },
    )
    for row in rows:
        bounds = zip(row["starts"] or (), row["ends"] or (), strict=True)
        free = [Period(_instant(starts), _instant(ends)) for starts, ends in bounds]
        yield row["unit_id"], row["resource_id"], free


def _multirange(periods: Iterable[Period]) -> str:
    ranges = (f"[{period.starts_at.isoformat()},{period.ends_at.isoformat()})" for period in periods)
    return "{" + ",".join(ranges) + "}"


def _instant(microseconds: int) -> datetime:
    """Whole numbers cross the driver several times faster than ranges and timestamps do."""
    return EPOCH + timedelta(microseconds=microseconds)


def _rows(sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_RESOURCES = """
SELECT r.id AS resource_id, s.time_zone AS zone,
       coalesce(p.is_operational, true) AS is_operational,
       coalesce(p.grid_minutes, 15) AS grid_minutes,
       coalesce(p.notice_minutes, 0) AS notice_minutes,
       coalesce(p.minimum_minutes, 0) AS minimum_minutes,
       p.horizon_days,
       coalesce(p.set_up_minutes, 0) AS set_up_minutes,
       coalesce(p.clean_up_minutes, 0) AS clean_up_minutes
FROM capacity_resource r
JOIN capacity_site s ON s.id = r.site_id
LEFT JOIN capacity_policy p ON p.resource_id = r.id
WHERE r.id = ANY(%(ids)s)
ORDER BY r.id
"""

_HOURS = """
SELECT resource_id, NULL::date AS on, weekday, opens_at, closes_at, valid_from, valid_until
FROM capacity_openingrule
WHERE resource_id = ANY(%(ids)s)
  AND coalesce(valid_from, %(last)s) <= %(last)s AND coalesce(valid_until, %(first)s) >= %(first)s
UNION ALL
SELECT resource_id, "on", NULL, opens_at, closes_at, NULL, NULL
FROM capacity_openingexception
WHERE resource_id = ANY(%(ids)s) AND "on" BETWEEN %(first)s AND %(last)s
"""

_FREE = """
WITH hours AS (
    SELECT * FROM unnest(
        %(ids)s::bigint[], %(open)s::tstzmultirange[], %(before)s::int[], %(after)s::int[]
    ) AS hours (resource_id, open, before, after)
), taken AS (
    SELECT c.unit_id, range_agg(tstzrange(
        lower(c.during) - make_interval(mins => h.before), upper(c.during) + make_interval(mins => h.after)
    )) AS during
    FROM hours h JOIN capacity_claim c ON c.resource_id = h.resource_id
    WHERE c.resource_id = ANY(%(ids)s)
      AND c.during && tstzrange(%(starts_at)s, %(ends_at)s)
      AND (c.expires_at IS NULL OR c.expires_at > %(now)s)
    GROUP BY c.unit_id
)
SELECT u.id AS unit_id, u.resource_id, free.starts, free.ends
FROM hours h
JOIN capacity_unit u ON u.resource_id = h.resource_id AND u.retired_at IS NULL
LEFT JOIN taken t ON t.unit_id = u.id
CROSS JOIN LATERAL (
    SELECT array_agg((date_part('epoch', lower(part)) * 1000000)::bigint) AS starts,
           array_agg((date_part('epoch', upper(part)) * 1000000)::bigint) AS ends
    FROM unnest(h.open - coalesce(t.during, '{}'::tstzmultirange)) AS part
) AS free
ORDER BY u.id
"""
