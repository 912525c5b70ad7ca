"""Opening hours as people read them: equal days together, and the exceptions that are coming."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from capacity.models import OpeningException, OpeningRule
from marketplace.pages.formats import short_day_text, weekday_text

AHEAD = timedelta(days=45)
MOST_EXCEPTIONS = 8
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class HoursRow:
    """`hours` is empty where it is closed; `now` marks the row of today."""

    days: str
    hours: str
    now: bool = False


def hours_rows(
    rules: Iterable[OpeningRule], exceptions: Iterable[OpeningException], today: date
) -> list[HoursRow]:
    dated = sorted(
        (each for each in exceptions if today <= each.on <= today + AHEAD), key=lambda each: each.on
    )
    is_exception = any(each.on == today for each in dated)
    weekly = [rule for rule in rules if (rule.valid_from or today) <= today <= (rule.valid_until or today)]
    return _weekly(weekly, None if is_exception else today.isoweekday()) + _dated(dated, today)


def _weekly(rules: Sequence[OpeningRule], today: int | None) -> list[HoursRow]:
    """Neighbouring weekdays with equal hours as one row."""
    if not rules:
        return []
    by_day = [(weekday, _hours_on(rules, weekday)) for weekday in range(1, 8)]
    rows = []
    for hours, group in groupby(by_day, key=lambda pair: pair[1]):
        days = [weekday for weekday, _hours in group]
        rows.append(HoursRow(_days_text(days), hours, now=today in days))
    return rows


def _hours_on(rules: Iterable[OpeningRule], weekday: int) -> str:
    spans = sorted((rule.opens_at, rule.closes_at) for rule in rules if rule.weekday == weekday)
    return pgettext("list separator", ", ").join(_span(opens, closes) for opens, closes in spans)


def _span(opens: time, closes: time) -> str:
    if opens == closes == time():
        return _("round the clock")
    return f"{opens:%H:%M}–{'24:00' if closes == time() else f'{closes:%H:%M}'}"


def _days_text(days: Sequence[int]) -> str:
    first, last = (weekday_text(MONDAY + timedelta(days=day - 1)) for day in (days[0], days[-1]))
    if first == last:
        return first
    return pgettext("weekdays", "%(first)s–%(last)s") % {"first": first, "last": last}


def _dated(exceptions: Sequence[OpeningException], today: date) -> list[HoursRow]:
    rows = []
    for on, group in groupby(exceptions, key=lambda each: each.on):
        found = list(group)
        spans = [_span(each.opens_at, each.closes_at) for each in found if each.opens_at and each.closes_at]
        reason = next((each.reason for each in found if each.reason), "")
        label = f"{weekday_text(on)} {short_day_text(on)}" + (f" · {reason}" if reason else "")
        rows.append(HoursRow(label, pgettext("list separator", ", ").join(spans), now=on == today))
    return rows[:MOST_EXCEPTIONS]
