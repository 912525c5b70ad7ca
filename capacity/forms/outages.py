"""Reporting that units cannot be used for a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from capacity.enums import OutageKind
from capacity.forms.choices import set_choices
from capacity.forms.periods import PeriodForm
from capacity.models import Unit


class OutageForm(PeriodForm):
    field_order = ["kind", "units", "date", "starts", "end_date", "ends", "reason_zh", "reason_en"]

    kind = forms.ChoiceField(
        label=_("What it is"), choices=OutageKind, widget=forms.RadioSelect, initial=OutageKind.OUTAGE
    )
    units = forms.MultipleChoiceField(label=_("Units that are out"), widget=forms.CheckboxSelectMultiple)
    reason_zh = forms.CharField(label=_("Reason, in Chinese"), max_length=160, required=False)
    reason_en = forms.CharField(label=_("Reason, in English"), max_length=160, required=False)

    def __init__(
        self, data: Any = None, *, units: Sequence[Unit], zone: ZoneInfo, now: datetime, **options: Any
    ) -> None:
        super().__init__(data, zone=zone, now=now, **options)
        self.by_id = {str(unit.pk): unit for unit in units}
        set_choices(self, "units", [(key, unit_name(unit)) for key, unit in self.by_id.items()])
        self.fields["units"].initial = list(self.by_id)

    @property
    def chosen_units(self) -> list[Unit]:
        return [self.by_id[key] for key in self.cleaned_data["units"]]


def unit_name(unit: Unit) -> str:
    """`Unit 2`, or its label."""
    return unit.label or str(_("Unit %(number)s") % {"number": unit.number})
