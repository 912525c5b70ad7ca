"""What a customer wants of a resource: the offer, the period, how many, and what goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.enums import RateUnit
from capacity.forms.periods import PeriodForm
from capacity.models import Extra, Offer
from capacity.operations.assessments import Order
from marketplace.pages.typed_periods import as_query
from marketplace.periods import Period

COUNTED = (RateUnit.SAMPLE, RateUnit.PIECE, RateUnit.JOB)
MOST_COUNTED = 10_000
QUANTITY = "quantity_"


@dataclass(frozen=True)
class OfferGroup:
    """The fields that belong to one offer: (extra, whether it is ticked) for each optional extra."""

    offer: Offer
    count: BoundField | None
    extras: list[tuple[Extra, bool]]


class OrderForm(PeriodForm):
    """
    One order. Counts are asked for each offer that charges by them (`quantity_<offer>`).

    `offers` are loaded with their terms; without a choice the first is meant.
    """

    field_order = ["offer", "date", "starts", "ends", "end_date", "units"]

    offer = forms.ChoiceField(label=_("Offer"), required=False)
    units = forms.IntegerField(label=_("Units"), min_value=1, max_value=500, required=False, initial=1)
    extras = forms.MultipleChoiceField(label=_("Extras"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        offers: Sequence[Offer],
        unit_count: int,
        zone: ZoneInfo,
        now: datetime,
        grid_minutes: int = 15,
        **options: Any,
    ) -> None:
        super().__init__(with_one_unit(data), zone=zone, now=now, **options)
        self.offers = {str(offer.pk): offer for offer in offers}
        self.unit_count = unit_count
        self._choices("offer", [(key, offer.name) for key, offer in self.offers.items()])
        self._choices("extras", [(str(extra.pk), extra.name) for extra in self.optional_extras])
        if unit_count < 2:
            del self.fields["units"]
        for name in ("starts", "ends"):
            self.fields[name].widget.attrs["step"] = grid_minutes * 60
        for key, unit in self.counted.items():
            self.fields[QUANTITY + key] = forms.IntegerField(
                label=COUNT_LABELS[RateUnit(unit)],
                min_value=1,
                max_value=MOST_COUNTED,
                required=False,
                initial=1,
            )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def optional_extras(self) -> list[Extra]:
        return [
            extra for offer in self.offers.values() for extra in offer.extras.all() if not extra.is_required
        ]

    @property
    def counted(self) -> dict[str, str]:
        """What is counted, by the key of the offers that charge by a count."""
        units = {
            key: next((rate.unit for rate in offer.rates.all() if rate.unit in COUNTED), "")
            for key, offer in self.offers.items()
        }
        return {key: unit for key, unit in units.items() if unit}

    @property
    def groups(self) -> list[OfferGroup]:
        """What can be asked for with each offer: the count it charges by, and its optional extras."""
        chosen = set(self["extras"].value() or ())
        groups = [
            OfferGroup(
                offer=offer,
                count=self[QUANTITY + key] if key in self.counted else None,
                extras=[
                    (extra, str(extra.pk) in chosen) for extra in offer.extras.all() if not extra.is_required
                ],
            )
            for key, offer in self.offers.items()
        ]
        return [group for group in groups if group.count or group.extras]

    @property
    def chosen(self) -> Offer | None:
        """The offer the form stands on, asked for or the first."""
        asked = str(self["offer"].value() or "")
        return self.offers.get(asked) or next(iter(self.offers.values()), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.chosen is None:
            raise forms.ValidationError(gettext("Nothing is on offer for this machine at present."))
        return cleaned

    def _sent(self, name: str) -> list[Any]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data.get(name)]

    def mark_refused(self) -> None:
        """Let the fields of the period point at the refusal box."""
        for name in ("date", "starts", "ends"):
            self.fields[name].widget.attrs.update({"aria-invalid": "true", "aria-describedby": "why"})

    def order(self, period: Period | None = None) -> Order:
        """The order of a valid form, or the same for another period."""
        offer = self.chosen
        assert offer is not None
        own = {str(extra.pk) for extra in offer.extras.all()}
        return Order(
            period=period or self.cleaned_data["period"],
            units=self.cleaned_data.get("units") or 1,
            quantity=self.cleaned_data.get(f"{QUANTITY}{offer.pk}") or 1,
            extras=frozenset(own.intersection(self.cleaned_data.get("extras", ()))),
        )

    def query(self, period: Period) -> str:
        """The query string that fills the form as it is now, with another period."""
        kept: list[tuple[str, str]] = [("offer", str(self.chosen.pk))] if self.chosen else []
        for name in (*(QUANTITY + key for key in self.counted), "units", "extras"):
            if name in self.fields and self.is_bound:
                kept += [(name, str(value)) for value in self._sent(name) if value]
        return urlencode([*kept, *as_query(period, self.zone).items()])


def with_one_unit(data: QueryDict | None) -> QueryDict | None:
    """An address that does not say how many means one."""
    if data is None or data.get("units"):
        return data
    filled = data.copy()
    filled["units"] = "1"
    return filled


COUNT_LABELS = {
    RateUnit.SAMPLE: _("Samples"),
    RateUnit.PIECE: _("Pieces"),
    RateUnit.JOB: _("Jobs"),
}
