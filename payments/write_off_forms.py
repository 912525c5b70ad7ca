"""What is typed about an invoice that will not be paid: how much, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.amounts import AmountField
from marketplace.money import Money
from payments.bill_forms import OfAmountForm
from payments.models import Invoice
from payments.models.writing_off import LONGEST_REASON


class ReasonField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Reason, for both sides to read"),
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class ForgoingForm(OfAmountForm):
    """Of one invoice; `seen` is what stood on the page that was filled in."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, invoice: Invoice, data: Any = None, **options: Any) -> None:
        super().__init__(data, currency=invoice.currency, **options)
        self.invoice = invoice

    def money(self, field: str) -> Money:
        return Money(self.cleaned_data.get(field) or 0, self.invoice.currency)


class GiveUpForm(ForgoingForm):
    """Filled in with all that is open."""

    amount = AmountField(label=_("Of the invoice"))
    interest = AmountField(label=_("Of the interest charged"))
    reason = ReasonField()

    def __init__(self, invoice: Invoice, data: Any = None) -> None:
        first = {"amount": invoice.open_minor, "interest": invoice.interest_minor}
        super().__init__(invoice, data, initial=first)
        if not invoice.interest_minor:
            del self.fields["interest"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("amount") or cleaned.get("interest")):
            self.add_error("amount", gettext("Type an amount above zero."))
        return cleaned


class WriteOffForm(ForgoingForm):
    amount = AmountField(label=_("The marketplace bears"))
    reason = ReasonField()

    def __init__(self, invoice: Invoice, data: Any = None) -> None:
        super().__init__(invoice, data, initial={"amount": invoice.open_minor})


class RecoverForm(ForgoingForm):
    """`free` is what the customer has here, where that is known: no more is filled in."""

    amount = AmountField(label=_("Put to it"))

    def __init__(self, invoice: Invoice, data: Any = None, *, free: Money | None = None) -> None:
        most = min(invoice.lost, free) if free else invoice.lost
        super().__init__(invoice, data, initial={"amount": most.minor})
