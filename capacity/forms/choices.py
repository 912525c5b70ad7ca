"""What of a form is known only when it is made."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _


def set_choices(form: forms.Form, name: str, choices: Any) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices


def name_removal(formset: Any) -> None:
    """Say of what the tick of each row is: Django calls it “Delete”."""
    for form in formset:
        form.fields["DELETE"].label = _("Remove this row")
