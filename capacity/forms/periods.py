"""A period as people type it: a date and two times of the site's clock, and a last date if it is another."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.policies.reach import FARTHEST, FIRST_DAY, LONGEST, too_far
from marketplace.pages.typed_periods import last_day
from marketplace.pages.wall_fields import WallDateField, WallTimeField
from marketplace.periods import Period, at_wall_time


class PeriodForm(forms.Form):
    """
    Gives a Period in `cleaned_data["period"]` once it is valid.

    Without a last date an end at or before the start is on the next day, so a night shift is 22:00 to 06:00.
    """

    date = WallDateField(label=_("Date"))
    starts = WallTimeField(label=_("From"))
    ends = WallTimeField(label=_("To"))
    end_date = WallDateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.now = zone, now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if all(cleaned.get(name) is not None for name in ("date", "starts", "ends")):
            cleaned["period"] = self._period(cleaned)
        return cleaned

    def _period(self, cleaned: dict[str, Any]) -> Period | None:
        latest = (self.now + FARTHEST).astimezone(self.zone).date()
        first, last = cleaned["date"], last_day(cleaned)
        if not FIRST_DAY <= first <= latest:
            self.add_error("date", too_far(latest))
            return None
        if last - first > LONGEST:
            self.add_error(
                "end_date", gettext("At most %(days)s days in one booking.") % {"days": LONGEST.days}
            )
            return None
        starts_at = at_wall_time(first, cleaned["starts"], self.zone)
        ends_at = at_wall_time(last, cleaned["ends"], self.zone)
        if ends_at <= starts_at:
            self.add_error("ends", gettext("The end is not after the start."))
            return None
        return Period(starts_at, ends_at)
