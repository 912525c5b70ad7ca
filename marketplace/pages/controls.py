"""Form controls with the classes of the style sheet."""

from __future__ import annotations

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

CHECKS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


def css_class(widget: forms.Widget) -> str:
    """`form-check-input` for boxes, `form-select` for choices, `form-control` for the rest."""
    if isinstance(widget, CHECKS):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def control(bound: BoundField) -> SafeString:
    """The field's widget; its own classes are kept, a placeholder that repeats the label is not."""
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    attrs: dict[str, str | bool] = {"class": f"{css_class(widget)} {own}".strip()}
    if repeats(str(widget.attrs.get("placeholder", "")), str(bound.label)):
        attrs["placeholder"] = False  # Django leaves out an attribute that is False
    return bound.as_widget(attrs=attrs)


def repeats(placeholder: str, label: str) -> bool:
    """Whether one of the two says what the other says already, as django-allauth's do."""
    said, again = label.casefold(), placeholder.casefold()
    return bool(again) and (said in again or again in said)


def is_optional(bound: BoundField) -> bool:
    """
    Whether the label says that the field may stay empty.

    A choice always has a value; a form of filters, all of them optional, sets `marks_optional = False`.
    """
    is_choice = isinstance(bound.field.widget, (forms.Select, *CHECKS))
    return not bound.field.required and not is_choice and getattr(bound.form, "marks_optional", True)
