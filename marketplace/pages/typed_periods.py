"""A period as forms and addresses tell it: a date and two times of the site's clock, and a last date."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.periods import Period


def last_day(cleaned: dict[str, Any]) -> date:
    """The day on which the period ends."""
    first: date = cleaned["date"]
    told: date | None = cleaned.get("end_date")
    if told is not None:
        return told
    return first if cleaned["starts"] < cleaned["ends"] else first + timedelta(days=1)


def as_typed(period: Period, zone: ZoneInfo) -> dict[str, Any]:
    """The values with which a period form shows this period."""
    start, end = period.in_zone(zone)
    fields: dict[str, Any] = {"date": start.date(), "starts": start.time(), "ends": end.time()}
    return fields | {"end_date": end.date() if last_day(fields) != end.date() else None}


def as_query(period: Period, zone: ZoneInfo) -> dict[str, str]:
    """The same as the parameters of an address."""
    typed = as_typed(period, zone)
    return {name: _written(value) for name, value in typed.items() if value is not None}


def _written(value: date | time) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else value.isoformat()
