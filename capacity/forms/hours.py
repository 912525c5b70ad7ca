"""Opening hours as a table of the week, hours for part of the year, and dates that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.forms.choices import set_choices
from capacity.models import OpeningRule
from capacity.opening import Weekly
from marketplace.pages.formats import weekday_text
from marketplace.pages.wall_fields import WallDateField, WallTimeField

MONDAY = date(2024, 1, 1)  # any Monday: only its weekday counts
SPANS = 2


def weekday_name(weekday: int) -> str:
    """Of an ISO weekday, 1 is Monday."""
    return weekday_text(MONDAY + timedelta(days=weekday - 1))


@dataclass(frozen=True)
class DayRow:
    """One weekday of the table: its name, its spans of two fields each, and what is wrong with it."""

    name: str
    spans: list[tuple[BoundField, BoundField]]

    @property
    def errors(self) -> list[str]:
        return [str(error) for span in self.spans for bound in span for error in bound.errors]


class WeekForm(forms.Form):
    """
    From and to for each weekday (`<weekday>_<span>_opens`, `…_closes`), twice or as often as stored.

    An end at or before the start is on the next day; 00:00 to 00:00 is the whole day.
    """

    def __init__(self, data: Any = None, *, rules: Sequence[OpeningRule]) -> None:
        by_day: dict[int, list[OpeningRule]] = {weekday: [] for weekday in range(1, 8)}
        for rule in sorted(rules, key=lambda rule: rule.opens_at):
            by_day[rule.weekday].append(rule)
        self.spans = max(SPANS, *(len(each) for each in by_day.values()))
        initial = {
            f"{weekday}_{span}_{end}": getattr(rule, f"{end}_at")
            for weekday, stored in by_day.items()
            for span, rule in enumerate(stored)
            for end in ("opens", "closes")
        }
        super().__init__(data, initial=initial)
        for name, label in self._names():
            self.fields[name] = WallTimeField(label=label, required=False)

    def _names(self) -> Iterator[tuple[str, str]]:
        for weekday in range(1, 8):
            for span in range(self.spans):
                day = {"day": weekday_name(weekday)}
                yield f"{weekday}_{span}_opens", gettext("%(day)s from") % day
                yield f"{weekday}_{span}_closes", gettext("%(day)s to") % day

    @property
    def rows(self) -> list[DayRow]:
        return [
            DayRow(
                weekday_name(weekday),
                [
                    (self[f"{weekday}_{span}_opens"], self[f"{weekday}_{span}_closes"])
                    for span in range(self.spans)
                ],
            )
            for weekday in range(1, 8)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for weekday in range(1, 8):
            for span in range(self.spans):
                self._check_span(cleaned, weekday, span)
        return cleaned

    def _check_span(self, cleaned: dict[str, Any], weekday: int, span: int) -> None:
        names = f"{weekday}_{span}_opens", f"{weekday}_{span}_closes"
        if any(name in self.errors for name in names):
            return
        opens, closes = (cleaned.get(name) for name in names)
        if (opens is None) != (closes is None):
            self.add_error(
                names[0] if opens is None else names[1],
                gettext("%(day)s: give both from and to, or neither.") % {"day": weekday_name(weekday)},
            )

    @property
    def hours(self) -> list[Weekly]:
        cleaned = self.cleaned_data
        return [
            Weekly(weekday, cleaned[f"{weekday}_{span}_opens"], cleaned[f"{weekday}_{span}_closes"])
            for weekday in range(1, 8)
            for span in range(self.spans)
            if cleaned.get(f"{weekday}_{span}_opens") is not None
        ]


class SeasonForm(forms.Form):
    """Hours of one weekday that hold for part of the year only."""

    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, empty_value=None)
    opens = WallTimeField(label=_("From"))
    closes = WallTimeField(label=_("To"))
    valid_from = WallDateField(label=_("First day"), required=False)
    valid_until = WallDateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(str(weekday), weekday_name(weekday)) for weekday in range(1, 8)]
        set_choices(self, "weekday", [("", "–"), *names])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if not (first or last) and not self.errors:
            self.add_error("valid_from", gettext("Give a first or a last day; hours of every week go above."))
        if first and last and first > last:
            self.add_error("valid_until", gettext("The last day is before the first."))
        return cleaned

    @property
    def hours(self) -> Weekly:
        cleaned = self.cleaned_data
        return Weekly(
            cleaned["weekday"],
            cleaned["opens"],
            cleaned["closes"],
            cleaned["valid_from"],
            cleaned["valid_until"],
        )


SeasonFormSet = forms.formset_factory(SeasonForm, extra=1, can_delete=True, max_num=60)


def season_initial(rules: Sequence[OpeningRule]) -> list[dict[str, Any]]:
    return [
        {
            "weekday": rule.weekday,
            "opens": rule.opens_at,
            "closes": rule.closes_at,
            "valid_from": rule.valid_from,
            "valid_until": rule.valid_until,
        }
        for rule in rules
    ]
