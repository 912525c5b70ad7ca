"""What a payer chooses and types on the checkout."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
