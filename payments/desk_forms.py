"""What operators choose and type on the money desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.enums import Decision, OperationKind
from payments.models import ReconciliationItem
from payments.operations.reconciling.resolving import Resolution, can_be_posted

RESOLUTIONS = {
    Resolution.NOTED: _("Leave the books as they are"),
    Resolution.AS_FEE: _("Post it as a fee of the gateway"),
    Resolution.AS_BANK: _("Post it as money from or to our bank"),
}
STUCK = [
    (Decision.RETRY, _("Ask again, for as much as is still due")),
    (Decision.BY_BANK, _("Pay it back by bank: an operator sends it")),
    (Decision.GIVE_UP, _("Give it up: the money stays where it is")),
]
USUAL, MONTH, ALL = "usual", "month", "all"


class RunForm(forms.Form):
    span = forms.ChoiceField(
        label=_("How far back"),
        choices=[(USUAL, _("As each night")), (MONTH, _("31 days")), (ALL, _("From the beginning"))],
        initial=USUAL,
    )

    def since(self, now: datetime, beginning: datetime) -> datetime | None:
        """The usual beginning where nothing is said."""
        spans = {MONTH: now - timedelta(days=31), ALL: beginning}
        return spans.get(self.cleaned_data["span"])


class ResolveForm(forms.Form):
    resolution = forms.ChoiceField(
        label=_("What becomes of it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    note = forms.CharField(
        label=_("What it was"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a note what it was.")},
    )

    def __init__(self, data: Any = None, *, item: ReconciliationItem) -> None:
        super().__init__(data, initial={"resolution": Resolution.NOTED})
        offered = list(Resolution) if can_be_posted(item) else [Resolution.NOTED]
        choices = [(each.value, RESOLUTIONS[each]) for each in offered]
        self.fields["resolution"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Resolution:
        return Resolution(self.cleaned_data["resolution"])


class StuckForm(forms.Form):
    """By bank nothing but a refund is paid instead."""

    decision = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=STUCK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )

    def __init__(self, kind: str, data: Any = None) -> None:
        super().__init__(data)
        if kind != OperationKind.REFUND:
            field = cast(forms.ChoiceField, self.fields["decision"])
            field.choices = [each for each in STUCK if each[0] != Decision.BY_BANK]


class CloseForm(forms.Form):
    month = forms.DateField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("Nothing is missing from it; it is never reopened."),
        error_messages={"required": _("Confirm that nothing is missing from it.")},
    )
