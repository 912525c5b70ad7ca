"""The form in which an owner edits a member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership
from marketplace.amounts import AmountField

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
