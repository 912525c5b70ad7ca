"""What a firm tells of its bank account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.money import EXPONENTS
from payments.policies.bank_accounts import AccountDetails, faults


class BankAccountForm(forms.Form):
    """Gives what was told, tidied and checked, in `details`."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(each, each) for each in EXPONENTS])
    holder = forms.CharField(
        label=_("Holder of the account"),
        help_text=_("As the bank spells it; for a firm, its registered name."),
        max_length=120,
    )
    number = forms.CharField(
        label=_("Account number"),
        help_text=_("Within China the number alone; elsewhere the IBAN where there is one."),
        max_length=64,
        widget=forms.TextInput(attrs={"class": "n", "autocomplete": "off"}),
    )
    bank = forms.CharField(label=_("Bank and branch"), max_length=120)
    code = forms.CharField(
        label=_("Code of the bank"),
        help_text=_("For yuan, the 12-digit CNAPS code; otherwise the SWIFT code (BIC)."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "n", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for field, text in faults(self.details).items():
                self.add_error(field, text)
        return cleaned

    @property
    def details(self) -> AccountDetails:
        return AccountDetails(**self.cleaned_data).tidied()
