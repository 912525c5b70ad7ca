"""The operator's decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.enums import RejectionReason

APPROVE, REJECT = "approve", "reject"


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVE, _("Approve")), (REJECT, _("Send back"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose “Approve” or “Send back”.")},
    )
    reason_code = forms.ChoiceField(
        label=_("Reason, when sent back"),
        choices=[("", _("Choose a reason")), *RejectionReason.choices],
        required=False,
    )
    note = forms.CharField(
        label=_("Note to the provider"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What would have to change."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == REJECT and not cleaned.get("reason_code"):
            self.add_error("reason_code", gettext("Sending a listing back needs one of these reasons."))
        return cleaned

    @property
    def approves(self) -> bool:
        return bool(self.cleaned_data["decision"] == APPROVE)
