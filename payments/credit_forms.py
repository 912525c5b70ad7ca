"""The form in which a credit limit is granted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.models import Booking
from marketplace.accounts.models import Organisation
from marketplace.amounts import amount_refused
from marketplace.money import LARGEST_MINOR, Money, format_money, parse_minor
from marketplace.pages.wall_fields import WallDateField
from payments.firm_field import FirmField, offer_choice
from payments.operations.invoicing.credit import Grant
from payments.policies.charging import PAYABLE

LONGEST_TERM = 365


class GrantForm(forms.Form):
    """`provider` is the firm that grants; without one an operator says for whom, or leaves it to all."""

    customer = FirmField(
        label=_("Customer"),
        list_id="customers",
        help_text=_(
            "Its name or a part of it, its unified social credit code, or its short name in addresses."
            " A firm that has not booked with you yet: the name in full, or the code."
        ),
    )
    provider = FirmField(
        label=_("Provider"),
        list_id="providers",
        required=False,
        help_text=_("The same. Empty: with every provider."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(each, each) for each in sorted(PAYABLE)])
    limit = forms.CharField(label=_("May owe at once up to"), max_length=30)
    term_days = forms.IntegerField(
        label=_("Days to pay after acceptance"),
        min_value=1,
        max_value=LONGEST_TERM,
        required=False,
        help_text=_("Empty: what the regulation says for the size of both firms, else 30 days."),
    )
    custom_reason = forms.CharField(
        label=_("Why a longer term is usual in the trade"),
        max_length=300,
        required=False,
        help_text=_("Needed where a large firm would pay a smaller one after more than 60 days."),
    )
    late_rate = forms.CharField(
        label=_("Agreed interest for late payment, per cent a year"),
        max_length=10,
        required=False,
        help_text=_("At least the loan prime rate. Empty: what the regulation says, else none."),
    )
    valid_from = WallDateField(label=_("Valid from"))
    valid_until = WallDateField(
        label=_("Valid until"), required=False, help_text=_("Empty: until withdrawn.")
    )

    def __init__(self, data: Any = None, *, provider: Organisation | None, today: date) -> None:
        super().__init__(data, initial={"currency": "CNY", "valid_from": today})
        self.firm = provider
        firms = Organisation.objects.all()
        if provider is not None:
            del self.fields["provider"]
            firms = firms.filter(pk__in=Booking.objects.filter(provider=provider).values("customer"))
        else:
            self.fields["customer"].help_text = gettext(
                "Its name or a part of it, its unified social credit code, or its short name in addresses."
            )
            self._firm_field("provider").known = firms.filter(is_provider=True)
        self._firm_field("customer").known = firms

    def _firm_field(self, name: str) -> FirmField:
        field = self.fields[name]
        assert isinstance(field, FirmField)
        return field

    @property
    def firm_fields(self) -> list[FirmField]:
        return [field for field in self.fields.values() if isinstance(field, FirmField)]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            for name in ("customer", "provider"):
                offer_choice(self, name)

    def clean_provider(self) -> Organisation | None:
        found: Organisation | None = self.cleaned_data["provider"]
        if found and not found.is_provider:
            raise forms.ValidationError(gettext("This firm lists no capacity here."))
        return found

    def clean_late_rate(self) -> int | None:
        told = self.cleaned_data["late_rate"].strip().removesuffix("%")
        if not told:
            return None
        try:
            basis_points = parse_minor(told, "CNY")  # a share of a hundred with two decimals
        except ValueError:
            basis_points = -1
        if not 0 <= basis_points <= 10_000:
            raise forms.ValidationError(gettext("Give per cent a year, such as 3.65."))
        return basis_points

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        currency, told = cleaned.get("currency"), cleaned.get("limit")
        if currency and told:
            cleaned["limit"] = self._limit(told, currency)
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", gettext("This is before the first day."))
        return cleaned

    def _limit(self, told: str, currency: str) -> Money | None:
        try:
            limit = Money(parse_minor(told, currency), currency)
        except ValueError:
            self.add_error("limit", amount_refused(told, currency))
            return None
        if not 0 < limit.minor <= LARGEST_MINOR:
            most = format_money(Money(LARGEST_MINOR, currency))
            self.add_error("limit", gettext("A limit is above zero and at most %(most)s.") % {"most": most})
        return limit

    @property
    def granting(self) -> Organisation | None:
        return self.firm or self.cleaned_data.get("provider")

    @property
    def grant(self) -> Grant:
        cleaned = self.cleaned_data
        return Grant(
            limit=cleaned["limit"],
            valid_from=cleaned["valid_from"],
            valid_until=cleaned["valid_until"],
            term_days=cleaned["term_days"],
            custom_reason=cleaned["custom_reason"],
            late_basis_points=cleaned["late_rate"],
        )


# What a refusal of the operation names, and which field of the form that is.
FIELDS = {"customer": "customer", "term_days": "term_days", "late_basis_points": "late_rate"}
