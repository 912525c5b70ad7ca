"""What a payer chooses and types on the checkout."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.money import Money, parse_minor
from marketplace.periods import Period
from payments.enums import Rail


class CheckoutForm(forms.Form):
    rail = forms.ChoiceField(
        label=_("How to pay"),
        choices=Rail.choices,
        error_messages={"required": _("Choose how to pay."), "invalid_choice": _("Choose how to pay.")},
    )
    message = forms.CharField(label=_("Message to the provider"), required=False, max_length=2000)
    agree = forms.BooleanField(
        label=_("Terms"), error_messages={"required": _("Accept the terms of this order first.")}
    )

    @property
    def chosen(self) -> Rail:
        """What was chosen; the card hold until something was."""
        told = self.data.get("rail", "")
        return Rail(told) if told in Rail.values else Rail.CARD_HOLD


class MomentField(forms.CharField):
    """A moment with its offset from UTC, as addresses tell it."""

    def clean(self, value: object) -> datetime:
        text = super().clean(value)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(gettext("Not a moment: %(text)s") % {"text": text}) from error
        if moment.tzinfo is None:
            raise forms.ValidationError(_("A moment needs its offset from UTC, as in +08:00."))
        return moment


class SupplementForm(forms.Form):
    """The period that the booking would move to; gives it in `cleaned_data["period"]`."""

    starts, ends = MomentField(), MomentField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "starts" in cleaned and "ends" in cleaned:
            if cleaned["starts"] >= cleaned["ends"]:
                raise forms.ValidationError(_("The end lies after the start."))
            cleaned["period"] = Period(cleaned["starts"], cleaned["ends"])
        return cleaned


class LateRefundForm(forms.Form):
    """How much is given back of a settled booking, and why; gives Money in `cleaned_data["amount"]`."""

    amount = forms.CharField(label=_("Amount to give back"), max_length=20)
    reason = forms.CharField(
        label=_("Reason, for the customer and the record"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, currency: str, data: Any = None) -> None:
        super().__init__(data)
        self._currency = currency

    def clean_amount(self) -> Money:
        text = self.cleaned_data["amount"]
        try:
            return Money(parse_minor(text, self._currency), self._currency)
        except ValueError as error:
            told = gettext("“%(text)s” is no amount; give one such as 1,280.50.") % {"text": text}
            raise forms.ValidationError(told) from error
