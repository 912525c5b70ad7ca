"""When a machine has to be free, and what its calendar says to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from capacity.availability import FreeTime, earliest_free
from capacity.filters import IN_A_ROW, IN_ALL, WHOLE
from marketplace.periods import MINUTE, Period, at_wall_time

STRIP_DAYS = 14
ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=31)
HOUR = 60
USUAL_MINUTES = 60


@dataclass(frozen=True)
class Wanted:
    """
    Some hours within days of the site, in a row or in all; or one period as a whole.

    Nothing at all (`is_asked` false) where neither a day nor hours were given.
    """

    mode: str
    minutes: int | None
    first: date | None
    last: date | None
    starts: time | None = None
    ends: time | None = None

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> Wanted:
        """From the cleaned finder form."""
        hours, first, last = (cleaned.get(name) for name in ("hours", "day", "until"))
        mode = cleaned.get("mode") or IN_A_ROW
        if mode == WHOLE:
            starts, ends = cleaned.get("starts"), cleaned.get("ends")
            is_whole = None not in (first, starts, ends)
            return cls(WHOLE, None, first, last or first, starts, ends) if is_whole else NOTHING
        return cls(mode, int(hours * HOUR) if hours else None, first, _not_before(first, last))

    @property
    def is_asked(self) -> bool:
        return self.first is not None or self.minutes is not None

    @property
    def length(self) -> int:
        """Minutes that have to be free; any hour where only days were given."""
        return self.minutes or USUAL_MINUTES

    @property
    def has_length(self) -> bool:
        """Whether a price can be told: one stretch of a known length is meant."""
        return self.mode == WHOLE or (self.mode == IN_A_ROW and self.minutes is not None)

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day in question; a fortnight from today where none was given."""
        first = max(self.first or today, today)
        last = self.last or (first if self.first else first + timedelta(days=STRIP_DAYS - 1))
        return first, max(first, min(last, first + LONGEST))

    def window(self, zone: ZoneInfo, today: date) -> Period:
        first, last = self.days(today)
        return Period(at_wall_time(first, time(), zone), at_wall_time(last + ONE_DAY, time(), zone))

    def whole(self, zone: ZoneInfo) -> Period | None:
        """The one period meant, told by the site's clock."""
        if self.first is None or self.starts is None or self.ends is None:
            return None
        last = self.last or self.first
        starts_at, ends_at = at_wall_time(self.first, self.starts, zone), at_wall_time(last, self.ends, zone)
        return Period(starts_at, ends_at) if starts_at < ends_at else None

    def found_in(self, free: FreeTime, now: datetime) -> Period | None:
        """The first stretch that answers the question; nothing if the machine does not."""
        today = now.astimezone(free.zone).date()
        if self.mode == WHOLE:
            return _whole(free, self.whole(free.zone), now)
        clipped = _clipped(free, self.window(free.zone, today))
        if self.mode == IN_ALL:
            return _in_all(clipped, self.length, now)
        return earliest_free(clipped, minutes=max(self.length, free.minimum_minutes), now=now)


NOTHING = Wanted(IN_A_ROW, None, None, None)


def _not_before(first: date | None, last: date | None) -> date | None:
    return max(first, last) if first and last else last


def _whole(free: FreeTime, period: Period | None, now: datetime) -> Period | None:
    if period is None or period.starts_at < now + free.notice_minutes * MINUTE:
        return None
    fits = any(gap.contains(period) for gaps in free.units.values() for gap in gaps)
    return period if fits else None


def _in_all(free: FreeTime, minutes: int, now: datetime) -> Period | None:
    """The first free hour of a unit that has enough of them."""
    for gaps in free.units.values():
        left = [Period(max(gap.starts_at, now), gap.ends_at) for gap in gaps if gap.ends_at > now]
        if sum(gap.minutes for gap in left) >= minutes:
            least = max(USUAL_MINUTES, free.minimum_minutes)
            return earliest_free(free, minutes=min(least, minutes), now=now)
    return None


def _clipped(free: FreeTime, window: Period) -> FreeTime:
    units = {
        unit: [part for gap in gaps if (part := gap.intersection(window))]
        for unit, gaps in free.units.items()
    }
    return replace(free, units=units)
