"""The form in which an owner edits a member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership
from marketplace.money import decimal_text, exponent, parse_minor

LARGEST_MINOR = 10**14


class AmountField(forms.Field):
    """An amount as people type it, `1,280.50`; gives minor units of its currency, none if empty."""

    def __init__(self, *, currency: str = "CNY", **options: Any) -> None:
        self.currency = currency
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            minor = parse_minor(text, self.currency)
        except ValueError:
            raise forms.ValidationError(amount_refused(text, self.currency)) from None
        if not 0 <= minor <= LARGEST_MINOR:
            raise forms.ValidationError(
                gettext("“%(value)s” is out of bounds; amounts are from 0 to %(most)s.")
                % {"value": text, "most": decimal_text(LARGEST_MINOR, self.currency)}
            )
        return minor

    def prepare_value(self, value: Any) -> Any:
        return decimal_text(value, self.currency, grouped=False) if type(value) is int else value


def amount_refused(text: str, currency: str) -> str:
    digits = exponent(currency)
    example = f"1280.{'5'.ljust(digits, '0')}" if digits else "1280"
    return gettext("“%(value)s” is not an amount; %(currency)s takes figures such as %(example)s.") % {
        "value": text,
        "currency": currency,
        "example": example,
    }


ROLE_MEANINGS = {
    Role.OWNER: _("Owner: everything, and decides about members"),
    Role.LISTER: _("Lister: machines, listings, offers and limits"),
    Role.SCHEDULER: _("Scheduler: requests, opening hours and outages"),
    Role.BUYER: _("Buyer: books machines, up to the limit"),
    Role.APPROVER: _("Approver: books without a limit, extends holds"),
    Role.FINANCE: _("Finance: amounts and invoices"),
    Role.VIEWER: _("Viewer: reads, changes nothing"),
}


class MembershipForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, meaning) for role, meaning in ROLE_MEANINGS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    limit = forms.Field()  # takes its place; made with the currency of the membership
    is_active = forms.BooleanField(label=_("May act for the organisation"), required=False)

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        initial = {
            "roles": membership.roles,
            "limit": membership.limit_minor,
            "is_active": membership.is_active,
        }
        super().__init__(data, initial=initial)
        self.fields["limit"] = AmountField(
            currency=membership.limit_currency,
            label=_("May commit alone, for one booking, in %(currency)s")
            % {"currency": membership.limit_currency},
            required=False,
            help_text=_("Above it an approver has to send the request. Empty: no limit."),
        )

    def clean_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]
