"""Weekly opening hours as shops really keep them, and the days on which they are closed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

import holidays

from marketplace.demo.shapes import Words

WEEKDAYS = (1, 2, 3, 4, 5)
WEEKEND = (6, 7)
EVERY_DAY = WEEKDAYS + WEEKEND
MIDNIGHT = time()


@dataclass(frozen=True)
class Hours:
    """Open on one ISO weekday in the site's wall time; a closing before the opening is next day."""

    weekday: int
    opens_at: time
    closes_at: time


@dataclass(frozen=True)
class Closure:
    on: date
    reason: Words


def _daily(weekdays: Iterable[int], opens: str, closes: str) -> tuple[Hours, ...]:
    opens_at, closes_at = time.fromisoformat(opens), time.fromisoformat(closes)
    return tuple(Hours(weekday, opens_at, closes_at) for weekday in weekdays)


PATTERNS: dict[str, tuple[Hours, ...]] = {
    "day": _daily((*WEEKDAYS, 6), "08:00", "17:30"),
    "long_day": _daily(WEEKDAYS, "08:00", "20:00") + _daily((6,), "08:00", "12:00"),
    "two_shifts": _daily(WEEKDAYS, "08:00", "00:30") + _daily((6,), "08:00", "17:00"),
    "round_the_clock": _daily(EVERY_DAY, "00:00", "00:00"),
    "always": _daily(EVERY_DAY, "00:00", "00:00"),
    "lab": _daily(WEEKDAYS, "09:00", "12:00") + _daily(WEEKDAYS, "13:00", "18:00"),
    "nights": _daily(WEEKDAYS, "18:00", "07:00") + _daily(WEEKEND, "08:00", "20:00"),
}
NEW_YEAR = "Chinese New Year"


def closures(pattern: str, years: Iterable[int]) -> list[Closure]:
    """
    The holidays of mainland China in these years on which a shop of the pattern is closed.

    Round the clock closes for the New Year alone; always is for machines that run without people.
    """
    if pattern == "always":
        return []
    wanted = list(years)
    english = holidays.country_holidays("CN", years=wanted, language="en_US")
    chinese = holidays.country_holidays("CN", years=wanted, language="zh_CN")
    return [
        Closure(day, Words(_plain(chinese[day]), _plain(english[day])))
        for day in sorted(english)
        if pattern != "round_the_clock" or english[day].startswith(NEW_YEAR)
    ]


def _plain(name: str) -> str:
    """Without the note on what it is moved from; in British spelling."""
    return re.split(r"\s*[（(]", name)[0].replace("Labor", "Labour")
