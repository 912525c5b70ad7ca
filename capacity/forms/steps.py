"""What people fill in to take a step of a booking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.enums import CancelReason, DeclineReason
from capacity.forms.periods import PeriodForm
from capacity.operations.answers import MOST_PROPOSALS
from capacity.policies.reach import LONGEST, too_far
from marketplace.pages.wall_fields import WallDateField, WallTimeField
from marketplace.periods import Period, at_wall_time

LONGEST_MESSAGE = 2000
HOLD_CHOICES = [("60", _("1 hour")), ("240", _("4 hours")), ("1200", _("20 hours"))]


class StepForm(forms.Form):
    """`seen` is the count of steps on the page it was sent from."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(StepForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)


class CancelForm(StepForm):
    """`refund` is the amount, in minor units, that stood on the button."""

    reason = forms.ChoiceField(label=_("Reason"), choices=CancelReason.choices)
    refund = forms.IntegerField(widget=forms.HiddenInput)


class ExtendHoldForm(StepForm):
    minutes = forms.TypedChoiceField(label=_("Keep for"), choices=HOLD_CHOICES, coerce=int)


class TakeProposalForm(StepForm):
    proposal = forms.IntegerField(min_value=1)


class MoveForm(PeriodForm):
    """Another period for the booking."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EndForm(forms.Form):
    """Another end for the booking, in the site's wall time."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    end_date = WallDateField(label=_("Last day"))
    ends = WallTimeField(label=_("To"))

    def __init__(self, *args: Any, zone: ZoneInfo, latest: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.latest = zone, latest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("end_date") is None or cleaned.get("ends") is None:
            return cleaned
        last = self.latest.astimezone(self.zone).date()
        if cleaned["end_date"].year < 2000 or cleaned["end_date"] > last:
            self.add_error("end_date", too_far(last))
        else:
            cleaned["ends_at"] = at_wall_time(cleaned["end_date"], cleaned["ends"], self.zone)
        return cleaned


class DeliverForm(StepForm):
    """When the use really ended, in the site's wall time, and how many were made or tested."""

    until_date = WallDateField(label=_("Ended on"))
    until = WallTimeField(label=_("Ended at"))
    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=1_000_000, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone

    def clean_until_date(self) -> Any:
        day = self.cleaned_data["until_date"]
        if not 2000 <= day.year <= 2200:
            raise forms.ValidationError(gettext("This date cannot be."))
        return day

    @property
    def checked_out_at(self) -> datetime:
        return at_wall_time(self.cleaned_data["until_date"], self.cleaned_data["until"], self.zone)


class ProposeForm(StepForm):
    """Up to three periods: suggestions that were ticked, as two instants with a slash, and one typed."""

    date = WallDateField(label=_("Date"), required=False)
    starts = WallTimeField(label=_("From"), required=False)
    ends = WallTimeField(label=_("To"), required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.now = zone, now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ticked = self.data.getlist("periods") if hasattr(self.data, "getlist") else []
        periods = [_read(text) for text in ticked[: MOST_PROPOSALS + 1]]
        typed = [cleaned.get(name) for name in ("date", "starts", "ends")]
        if any(value is not None for value in typed):
            periods.append(self._typed())
        cleaned["chosen"] = [period for period in periods if period is not None]
        if len(cleaned["chosen"]) != len(periods):
            self.add_error(None, gettext("One of the periods cannot be read."))
        return cleaned

    def _typed(self) -> Period | None:
        form = PeriodForm(self.data, zone=self.zone, now=self.now)
        if form.is_valid():
            period: Period = form.cleaned_data["period"]
            return period
        for name in ("date", "starts", "ends"):
            for error in form.errors.get(name, ()):
                self.add_error(name, error)
        return None


def _read(text: str) -> Period | None:
    """:return: the period written as two instants with a slash, as ISO 8601 has it; none for anything else"""
    starts, _slash, ends = text.partition("/")
    try:
        period = Period(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
    except (ValueError, OverflowError):
        return None
    return period if period.duration <= LONGEST else None


def chosen_labels(periods: Sequence[Period]) -> list[str]:
    return [f"{period.starts_at.isoformat()}/{period.ends_at.isoformat()}" for period in periods]
