"""What people type about a bill: what is wrong with a line, what the provider keeps, a meter file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.amounts import AmountField
from marketplace.money import SYMBOLS
from payments.enums import DisputeReason


class AnswerForm(forms.Form):
    """For what is said with a button alone."""


class OfAmountForm(forms.Form):
    """A form with amounts of one currency, which is told with each."""

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = currency
                told = {"label": field.label, "mark": SYMBOLS.get(currency, currency)}
                field.label = gettext("%(label)s (%(mark)s)") % told


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; gives them as a list."""

    widget = FilesInput(attrs={"accept": ".png,.jpg,.jpeg,.webp,.pdf"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(each, initial) for each in data or [] if each]


class DisputeForm(OfAmountForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *DisputeReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    amount = AmountField(label=_("Disputed amount, tax included"))
    text = forms.CharField(
        label=_("What was wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = FilesField(
        label=_("Photos or PDF"),
        required=False,
        help_text=_("At most five, of 10 MB each; both sides see them."),
    )


class SettlementForm(OfAmountForm):
    """How much of what is disputed the provider keeps."""

    kept = AmountField(label=_("The provider keeps"))
    message = forms.CharField(
        label=_("Message"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FilesForm(forms.Form):
    evidence = FilesField(label=_("Photos or PDF"), error_messages={"required": _("Choose a file.")})


class OfferAnswerForm(forms.Form):
    """The offer that stood on the page."""

    offer = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SplitForm(OfAmountForm):
    """What an operator decides about a dispute."""

    kept = AmountField(label=_("The provider keeps"))
    reason = forms.CharField(
        label=_("Reason, for both sides to read"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class MeterForm(forms.Form):
    file = forms.FileField(
        label=_("Meter file (CSV)"),
        max_length=120,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    message = forms.CharField(
        label=_("Message"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
