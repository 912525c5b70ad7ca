"""A question's span for every clock that the index knows, and its minutes by weekly pattern."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from search.enums import Mode
from search.models import Clock, WeekPattern
from search.patterns import minutes_by_pattern
from search.request import HORIZON_DAYS, SearchRequest
from search.slots import GRID_MINUTES
from search.spans import first_slot, span_of

HORIZON_SLOTS = (HORIZON_DAYS + 1) * 24 * 60 // GRID_MINUTES


def clock_rows(request: SearchRequest, *, is_priced: bool) -> list[dict[str, Any]]:
    """
    The rows of `clocks`: id, first and last slot of the span, minutes by pattern key where they are priced.

    A clock by which nothing of the span can be booked is left out, and its listings with it.
    """
    found = []
    by_period = is_priced and request.when is not None and request.when.mode == Mode.WHOLE
    patterns = dict(WeekPattern.objects.values_list("pk", "quarters")) if by_period else {}
    for pk, zone_name, notice_minutes in Clock.objects.values_list("pk", "zone", "notice_minutes"):
        zone = ZoneInfo(zone_name)
        if request.when is None:
            first = first_slot(request.now, notice_minutes)
            found.append({"id": pk, "span_first": first, "span_last": first + HORIZON_SLOTS, "minutes": []})
            continue
        span = span_of(request.when, zone, notice_minutes=notice_minutes, now=request.now)
        if span is not None:
            minutes = minutes_by_pattern(span, zone, patterns)
            row = {"id": pk, "span_first": span[0], "span_last": span[1]}
            found.append(
                row | {"minutes": [minutes.get(key, 0) for key in range(1, max(patterns, default=0) + 1)]}
            )
    return found
