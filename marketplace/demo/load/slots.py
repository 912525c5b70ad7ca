"""When the load's bookings are: two a day on each machine, without gaps in the past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from marketplace.demo.load.terms import LENGTH, ZONE
from marketplace.periods import Period, at_wall_time

STARTS = (time(8), time(13))
AHEAD_PER_CENT = 30
MOST_AHEAD = 60  # what would lie further ahead lies in the past instead
TAKEN_OF_TEN = 6  # so many of ten slots to come are booked, others on each machine


def slots(machine: int, bookings: int, now: datetime) -> list[Period]:
    """The periods of a machine's bookings, in the order of time; none touches the present day."""
    today = now.astimezone(ZONE).date()
    ahead = min(bookings * AHEAD_PER_CENT // 100, MOST_AHEAD)
    coming = [_slot(today, number) for number in _numbers_ahead(machine, ahead)]
    past = [_slot(today, -number - 1) for number in range(2, 2 + bookings - ahead)]
    return sorted(past + coming)


def _numbers_ahead(machine: int, wanted: int) -> Iterator[int]:
    """Slots from tomorrow on, with free ones between them."""
    given = 0
    for number in count(len(STARTS)):
        if given == wanted:
            return
        if (number * 7 + machine * 3) % 10 < TAKEN_OF_TEN:
            given += 1
            yield number


def _slot(today: date, number: int) -> Period:
    """The slots of today are 0 and 1, those of yesterday -2 and -1."""
    days, half = divmod(number, len(STARTS))
    starts_at = at_wall_time(today + timedelta(days=days), STARTS[half], ZONE)
    return Period(starts_at, starts_at + LENGTH)
