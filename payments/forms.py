"""What a payer chooses and types on the checkout, and what operators tell of the bank."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organisation
from marketplace.amounts import MoneyField
from marketplace.money import EXPONENTS, Money, decimal_text, format_money, total
from marketplace.periods import Period
from payments.enums import Rail
from payments.operations.banking.confirming import Share
from payments.operations.banking.suggesting import Suggestion, Waiting
from payments.operations.late_refunds import RefundableLine
from payments.policies.bank_accounts import fault_of_any_number


class CheckoutForm(forms.Form):
    """`rails` are the ways to pay that this booking has."""

    rail = forms.ChoiceField(
        label=_("How to pay"),
        choices=Rail.choices,
        error_messages={"required": _("Choose how to pay."), "invalid_choice": _("Choose how to pay.")},
    )
    message = forms.CharField(label=_("Message to the provider"), required=False, max_length=2000)
    agree = forms.BooleanField(
        label=_("Terms"), error_messages={"required": _("Accept the terms of this order first.")}
    )

    def __init__(self, *args: Any, rails: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rail"].choices = [each for each in Rail.choices if each[0] in rails]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Rail:
        """What was chosen; the first that is offered, the card hold where it is, until something was."""
        told = self.data.get("rail", "")
        offered = [value for value, _label in self.fields["rail"].choices]  # type: ignore[attr-defined]
        return Rail(told) if told in Rail.values else Rail(next(iter(offered), Rail.CARD_HOLD))


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
    """
    How much is given back of a settled booking, and why; gives Money in `cleaned_data["amount"]`.

    Where the bill has several `lines`, each of them has an amount of its own, and `parts` tells them.
    """

    reason = forms.CharField(
        label=_("Reason, for the customer and the record"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, currency: str, lines: Sequence[RefundableLine] = (), data: Any = None) -> None:
        super().__init__(data)
        self._currency = currency
        self._numbers = [line.number for line in lines] if len(lines) > 1 else []
        if self._numbers:
            for line in lines:
                told = gettext("At most %(left)s.") % {"left": format_money(line.left)}
                field = MoneyField(label=line.label, currency=currency, required=False, help_text=told)
                self.fields[f"line_{line.number}"] = field
        else:
            self.fields["amount"] = MoneyField(label=_("Amount to give back"), currency=currency)
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._numbers:
            if not self.parts and not self.errors:
                raise forms.ValidationError(gettext("Type an amount for at least one line."))
            cleaned["amount"] = total(self.parts.values(), self._currency)
        return cleaned

    @property
    def parts(self) -> dict[int, Money]:
        """By the number of the line; nothing where the bill has only one."""
        told = {number: self.cleaned_data.get(f"line_{number}") for number in self._numbers}
        return {number: amount for number, amount in told.items() if amount is not None}


class StatementForm(forms.Form):
    file = forms.FileField(
        label=_("Statement"),
        help_text=_(
            "CSV or CAMT.053, as the bank gives it. Nothing is imported while a line cannot be read."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xml"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency, if the file does not say"), choices=[(each, each) for each in EXPONENTS]
    )


class MatchForm(forms.Form):
    """An amount for each booking that waits, and whose the money is; filled in as suggested."""

    customer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Customer"),
        empty_label=_("The one whose bookings are chosen"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        waiting: Sequence[Waiting],
        customers: Any,
        suggestion: Suggestion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        suggested = {share.plan.pk: share.amount for share in suggestion.shares} if suggestion else {}
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]
        if suggestion and suggestion.invoices:
            self.fields["customer"].initial = suggestion.customer.pk
        for each in waiting:
            amount = suggested.get(each.plan.pk)
            self.fields[_name(each)] = MoneyField(
                currency=each.plan.currency,
                label=_("Amount"),
                required=False,
                initial=decimal_text(amount.minor, amount.currency) if amount else "",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "n", "maxlength": 24}),
            )

    @property
    def rows(self) -> Iterator[tuple[Waiting, BoundField]]:
        for each in self.waiting:
            yield each, self[_name(each)]

    @property
    def shares(self) -> list[Share]:
        amounts = ((each.plan, self.cleaned_data[_name(each)]) for each in self.waiting)
        return [Share(plan, amount) for plan, amount in amounts if amount]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.shares and not cleaned.get("customer"):
            self.add_error("customer", gettext("Choose a customer, or give an amount to a booking."))
        return cleaned

    @property
    def whose(self) -> Organisation:
        chosen: Organisation | None = self.cleaned_data["customer"]
        return chosen or self.shares[0].plan.booking.customer


def _name(waiting: Waiting) -> str:
    return f"amount_{waiting.plan.pk}"


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class RecipientForm(forms.Form):
    holder = forms.CharField(label=_("Holder of the account"), max_length=200)
    account = forms.CharField(
        label=_("Account number"),
        max_length=64,
        help_text=_("Digits and letters, with spaces as the bank writes them; an IBAN is checked."),
        widget=forms.TextInput(attrs={"class": "n", "autocomplete": "off"}),
    )
    bank = forms.CharField(label=_("Bank, and its code"), max_length=200, required=False)

    def clean_account(self) -> str:
        account: str = self.cleaned_data["account"]
        if fault := fault_of_any_number(account):
            raise forms.ValidationError(fault)
        return account
