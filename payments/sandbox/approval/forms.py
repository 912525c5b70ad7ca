"""What is typed and chosen on the pages of the sandbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.money import decimal_text, parse_minor
from payments.sandbox.approval.choices import means_of
from payments.sandbox.rows import SandboxObject

PAY, REFUSE, CHALLENGE = "pay", "refuse", "challenge"


class PayForm(forms.Form):
    """Which means the payer takes; the button says what comes of it."""

    means = forms.ChoiceField(label=gettext_lazy("Pay with"), widget=forms.RadioSelect)

    def __init__(self, session: SandboxObject, data: Any = None) -> None:
        super().__init__(data)
        offered = means_of(session)
        self.fields["means"] = forms.ChoiceField(
            label=self.fields["means"].label,
            choices=offered,
            initial=offered[0][0],
            widget=forms.RadioSelect,
        )


class MoneyForm(forms.Form):
    """How much arrives at the bank, or is disputed."""

    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=20)

    def __init__(self, currency: str, most: int, data: Any = None) -> None:
        super().__init__(data, initial={"amount": decimal_text(most, currency)})
        self._currency = currency

    def clean_amount(self) -> int:
        """In minor units."""
        try:
            minor = parse_minor(self.cleaned_data["amount"], self._currency)
        except ValueError:
            minor = 0
        if minor <= 0:
            raise forms.ValidationError(_("Give an amount, such as 1,280.50."))
        return minor
