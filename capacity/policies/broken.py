"""A rule that stands against a wish, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from marketplace.pages.formats import day_text, duration_text, moment_text

MESSAGES = {
    "not_operational": gettext_noop("The machine cannot be booked at present."),
    "begun": gettext_noop("The period has already begun."),
    "no_notice": gettext_noop("Needs %(notice)s of notice; the earliest start is %(earliest)s."),
    "beyond_horizon": gettext_noop("Can be booked up to %(days)s days ahead, until %(latest)s."),
    "too_short": gettext_noop("At least %(limit)s; you chose %(chosen)s."),
    "too_long": gettext_noop("At most %(limit)s; you chose %(chosen)s."),
    "off_grid": gettext_noop("Starts and ends every %(grid)s; the nearest start is %(nearest)s."),
    "closed": gettext_noop("Not open for the whole period."),
    "taken": gettext_noop(
        "Busy in this period, set-up and clean-up counted; free units: %(free)s of %(wanted)s."
    ),
    "too_many_units": gettext_noop("The resource has %(limit)s units; you asked for %(chosen)s."),
    "per_day": gettext_noop("At most %(limit)s bookings a day for one customer."),
    "future_bookings": gettext_noop("At most %(limit)s coming bookings for one customer."),
    "future_time": gettext_noop("At most %(limit)s of coming time for one customer."),
    "gap": gettext_noop("Needs %(limit)s between your own bookings."),
    "unqualified": gettext_noop("Needs the qualification “%(name)s”. %(how)s"),
    "qualification_ended": gettext_noop(
        "Needs the qualification “%(name)s”; yours ended on %(ended)s. %(how)s"
    ),
}

# The tone of PAGES section 5: which field of the form the rule speaks of, and its icon.
FIELDS = {
    "too_many_units": "units",
    "unqualified": "",
    "qualification_ended": "",
    "not_operational": "",
}
ICONS = {
    "taken": "lock",
    "closed": "minus",
    "unqualified": "certificate",
    "qualification_ended": "certificate",
}


@dataclass(frozen=True)
class BrokenRule:
    """`params` are plain values; minutes, dates and datetimes are told by `message`."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        shown = {name: _told(value) for name, value in self.params.items()}
        return (_(MESSAGES[self.code]) % shown).strip()

    @property
    def field(self) -> str:
        return FIELDS.get(self.code, "period")

    @property
    def icon(self) -> str:
        return ICONS.get(self.code, "clock")

    def to_json(self) -> dict[str, Any]:
        plain = {
            name: value.isoformat() if isinstance(value, date | datetime) else value
            for name, value in self.params.items()
        }
        return {"code": self.code, "message": self.message, "params": plain}


def _told(value: Any) -> str:
    match value:
        case datetime():
            return moment_text(value, ZoneInfo(str(value.tzinfo)))
        case date():
            return day_text(value)
        case Minutes():
            return duration_text(int(value))
    return str(value)


class Minutes(int):
    """A number of minutes, told as hours and days where that reads better."""
