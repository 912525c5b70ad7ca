"""The rows of an offer: rates, extras and cancellation tiers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.enums import ExtraKind, ExtraUnit, RateUnit
from capacity.forms.choices import set_choices
from capacity.forms.durations import MinutesField
from capacity.forms.hours import weekday_name
from capacity.operations.offers import ExtraRow, RateRow, TierRow
from marketplace.accounts.enums import SizeClass
from marketplace.amounts import AmountField
from marketplace.pages.wall_fields import WallDateField, WallTimeField

CENT = 100


class PercentField(forms.DecimalField):
    """Percent with at most two decimals; gives basis points."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}))
        super().__init__(min_value=0, max_value=100, decimal_places=2, max_digits=5, **options)

    def clean(self, value: Any) -> Any:
        percent = super().clean(value)
        return None if percent is None else int(percent * CENT)

    def prepare_value(self, value: Any) -> Any:
        return f"{value / CENT:g}" if type(value) is int else value


class PricedForm(forms.Form):
    """A form whose amounts are of one currency, told by whoever makes it."""

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = currency


class RateForm(PricedForm):
    amount = AmountField(label=_("Price"))
    unit = forms.ChoiceField(label=_("Per"), choices=RateUnit, initial=RateUnit.HOUR)
    customer_class = forms.ChoiceField(
        label=_("For"), choices=[("", _("everybody")), *SizeClass.choices], required=False
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_wall = WallTimeField(label=_("From"), required=False)
    ends_wall = WallTimeField(label=_("To"), required=False)
    valid_from = WallDateField(label=_("Valid from"), required=False)
    valid_until = WallDateField(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "weekdays", [(str(day), weekday_name(day)) for day in range(1, 8)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_wall"), cleaned.get("ends_wall")
        if (starts is None) != (ends is None):
            self.add_error(
                "starts_wall" if starts is None else "ends_wall",
                gettext("A band needs both from and to; leave both empty for the whole day."),
            )
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and first > last:
            self.add_error("valid_until", gettext("The last day is before the first."))
        return cleaned

    @property
    def row(self) -> RateRow:
        cleaned = self.cleaned_data
        return RateRow(
            unit=RateUnit(cleaned["unit"]),
            amount_minor=cleaned["amount"],
            customer_class=cleaned["customer_class"],
            weekdays=sorted(cleaned["weekdays"]),
            starts_wall=cleaned["starts_wall"],
            ends_wall=cleaned["ends_wall"],
            valid_from=cleaned["valid_from"],
            valid_until=cleaned["valid_until"],
        )


class ExtraForm(PricedForm):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=ExtraKind, initial=ExtraKind.OPERATOR)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    amount = AmountField(label=_("Price"))
    unit = forms.ChoiceField(label=_("Per"), choices=ExtraUnit, initial=ExtraUnit.HOUR)
    is_required = forms.BooleanField(label=_("Always included"), required=False)

    @property
    def row(self) -> ExtraRow:
        cleaned = self.cleaned_data
        return ExtraRow(
            id=cleaned["id"],
            kind=ExtraKind(cleaned["kind"]),
            name_zh=cleaned["name_zh"],
            name_en=cleaned["name_en"],
            unit=ExtraUnit(cleaned["unit"]),
            amount_minor=cleaned["amount"],
            is_required=cleaned["is_required"],
        )


class TierForm(PricedForm):
    notice = MinutesField(label=_("Cancelled at least so long before the start"))
    refund = PercentField(label=_("The customer gets back, in %"))

    @property
    def row(self) -> TierRow:
        return TierRow(
            notice_minutes=self.cleaned_data["notice"], refund_basis_points=self.cleaned_data["refund"]
        )
