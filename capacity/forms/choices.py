"""Choices that are known only when a form is made."""

from __future__ import annotations

from typing import Any, cast

from django import forms


def set_choices(form: forms.Form, name: str, choices: Any) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices
