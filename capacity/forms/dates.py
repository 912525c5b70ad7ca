"""Dates on which other hours hold than every week."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.operations.openings import MOST_DATES, DatedChange
from marketplace.pages.wall_fields import WallDateField, WallTimeField


class DatesForm(forms.Form):
    """From a first to a last date: closed, or open at other hours alone."""

    first = WallDateField(label=_("First date"))
    last = WallDateField(label=_("Last date"), required=False, help_text=_("Empty: the first date alone."))
    how = forms.ChoiceField(
        label=_("On these dates"),
        choices=[("closed", _("closed")), ("hours", _("open at these hours alone"))],
        widget=forms.RadioSelect,
        initial="closed",
    )
    opens = WallTimeField(label=_("From"), required=False)
    closes = WallTimeField(label=_("To"), required=False)
    reason_zh = forms.CharField(label=_("Reason, in Chinese"), max_length=120, required=False)
    reason_en = forms.CharField(label=_("Reason, in English"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= (last - first).days < MOST_DATES:
            self.add_error(
                "last",
                gettext("Choose a date from %(first)s up to a year later.") % {"first": first.isoformat()},
            )
        if cleaned.get("how") == "hours":
            for name in ("opens", "closes"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, gettext("Give a time such as 08:00, or choose “closed”."))
        return cleaned

    @property
    def change(self) -> DatedChange:
        cleaned = self.cleaned_data
        is_open = cleaned["how"] == "hours"
        return DatedChange(
            first=cleaned["first"],
            last=cleaned["last"] or cleaned["first"],
            hours=[(cleaned["opens"], cleaned["closes"])] if is_open else [],
            reason_zh=cleaned["reason_zh"],
            reason_en=cleaned["reason_en"],
        )
