"""Time that is taken on a machine of the load, so that about so many free windows are left of its hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random

from capacity.enums import ClaimKind
from capacity.models import Claim
from marketplace.demo.load.catalogue import Listed
from marketplace.demo.load.characters import Hours
from marketplace.demo.load.copying import copy_rows, first_id
from marketplace.demo.load.terms import ZONE
from marketplace.periods import Period, at_wall_time, merge
from search.request import HORIZON_DAYS

HOUR = timedelta(hours=1)
LEAST = 3  # hours that can be cut in the middle
SPREAD = 0.15  # of the number of windows, up or down
SHORTENED = 0.1  # of the windows, which begin later
_COLUMNS = ("id", "unit_id", "resource_id", "during", "kind", "is_shadow")


def occupy(machines: Sequence[Listed], windows: int, now: datetime) -> None:
    """Leave about so many free windows on each."""
    every = [
        (each, period)
        for each in machines
        for period in busy(each.character.hours, windows, each.number, now)
    ]
    if every:
        first = first_id(Claim, len(every))
        rows = (
            [pk, each.unit_id, each.resource_id, _range(period), ClaimKind.IMPORTED.value, False]
            for pk, (each, period) in enumerate(every, first)
        )
        copy_rows(Claim, _COLUMNS, rows)


def _range(period: Period) -> str:
    return f"[{period.starts_at.isoformat()},{period.ends_at.isoformat()})"


def busy(hours: Hours, windows: int, number: int, now: datetime) -> list[Period]:
    """
    Periods apart from each other within the hours of the horizon, in the order of time.

    One in the middle of a window makes two of it, one of a whole window takes it away, and one at its
    beginning leaves it shorter. The same for the same number and day.
    """
    chance = Random(number)  # noqa: S311 - it has to be repeatable, not unguessable
    days, free = _opened(hours, now.astimezone(ZONE).date())
    lacking = round(windows * chance.uniform(1 - SPREAD, 1 + SPREAD)) - free
    chosen = chance.sample(days, min(abs(lacking), len(days)))
    taken = [_middle(day, chance) for day in chosen if _hours(day) >= LEAST] if lacking > 0 else chosen
    if free == len(days):  # around the clock nothing begins
        others = sorted({*days}.difference(chosen))
        taken += [_beginning(day, chance) for day in others if chance.random() < SHORTENED]
    return sorted(taken)


@lru_cache
def _opened(hours: Hours, today: date) -> tuple[Sequence[Period], int]:
    """From tomorrow on, day by day; and how many windows this is."""
    days = list(_days(hours, today))
    return days, len(merge(days))


def _days(hours: Hours, today: date) -> Iterator[Period]:
    for number in range(1, HORIZON_DAYS):
        day = today + timedelta(days=number)
        if day.isoweekday() in hours.weekdays:
            for opens, closes in hours.opened:
                last = day + timedelta(days=closes == time())
                yield Period(at_wall_time(day, opens, ZONE), at_wall_time(last, closes, ZONE))


def _middle(day: Period, chance: Random) -> Period:
    """An hour at least is left on either side."""
    room = _hours(day) - 2
    length = chance.randint(1, max(1, room // 2))
    starts_at = day.starts_at + chance.randint(1, room + 1 - length) * HOUR
    return Period(starts_at, starts_at + length * HOUR)


def _beginning(day: Period, chance: Random) -> Period:
    return Period(day.starts_at, day.starts_at + chance.randint(1, _hours(day) - 1) * HOUR)


def _hours(day: Period) -> int:
    return (day.ends_at - day.starts_at) // HOUR
