"""A length of time as people write it: `90 min`, `1 h 30 min`, `2 d`, `2 天 4 小时`."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext

MINUTES = {"d": 1440, "h": 60, "min": 1}
WORDS = {
    "d": "d|days?|天|日",
    "h": "h|hours?|hrs?|小时|时",
    "min": "min|minutes?|m|分钟|分",
}
PART = re.compile(
    r"\s*(?P<figure>\d+(?:\.\d+)?)\s*(?:"
    + "|".join(f"(?P<{unit}>{words})(?![a-z])" for unit, words in WORDS.items())
    + r")",
    re.IGNORECASE,
)
LONGEST = 10 * 366 * 1440
MOST_SIGNS = 40


def parse_minutes(text: str) -> int:
    """
    Whole minutes of a written length; a bare `0` needs no unit.

    :raises ValueError: a figure without a unit, a part of a minute, or no length at all
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain == "0":
        return 0
    minutes, at = Fraction(0), 0
    while at < min(len(plain), MOST_SIGNS):
        part = PART.match(plain, at)
        if part is None:
            raise ValueError(text)
        unit = next(unit for unit in MINUTES if part[unit])
        minutes += Fraction(part["figure"]) * MINUTES[unit]
        at = part.end()
    if not 0 < len(plain) <= MOST_SIGNS or minutes.denominator != 1 or minutes > LONGEST:
        raise ValueError(text)
    return int(minutes)


def minutes_text(minutes: int) -> str:
    """The same length as `parse_minutes` reads, exact to the minute: `2 d 4 h 30 min`."""
    days, rest = divmod(minutes, 1440)
    hours, rest = divmod(rest, 60)
    parts = [
        gettext("%(days)d d") % {"days": days} if days else "",
        gettext("%(hours)d h") % {"hours": hours} if hours else "",
        gettext("%(minutes)d min") % {"minutes": rest} if rest or not minutes else "",
    ]
    return " ".join(part for part in parts if part)


class MinutesField(forms.Field):
    """Takes a written length and gives whole minutes; none if it is empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "maxlength": MOST_SIGNS}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_minutes(text)
        except ValueError:
            raise forms.ValidationError(
                gettext("“%(value)s” is not a length of time; write 90 min, 1 h 30 min or 2 d.")
                % {"value": text}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return minutes_text(value) if type(value) is int else value
