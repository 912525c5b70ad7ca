"""What a field accepts, in a few words for whoever sent something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rest_framework import serializers

MOST_CHOICES = 40


def accepted(field: Any) -> str:
    """Empty where there is nothing to say."""
    return next((say(field) for types, say in SAYINGS if isinstance(field, types)), "")


def _keys(field: Any) -> Iterable[str]:
    return (key for key, _label in field.choices if key and not isinstance(_label, list | tuple))


def _one_of(keys: Iterable[str]) -> str:
    listed = list(keys)
    shown = pgettext("list separator", ", ").join(listed[:MOST_CHOICES])
    return _("one of: %(choices)s") % {"choices": shown + (", …" if len(listed) > MOST_CHOICES else "")}


def _bounds(field: Any) -> str:
    least = getattr(field, "min_value", None)
    most = getattr(field, "max_value", None)
    if least is not None and most is not None:
        return " " + _("from %(least)s to %(most)s") % {"least": least, "most": most}
    return " " + _("from %(least)s") % {"least": least} if least is not None else ""


def _text(field: Any) -> str:
    if field.max_length:
        return _("text of at most %(limit)s characters") % {"limit": field.max_length}
    return _("text")


# The first that fits counts: a choice is also text, and a form's decimal also a whole number's kin.
SAYINGS: tuple[tuple[tuple[type, ...], Callable[[Any], str]], ...] = (
    ((serializers.ChoiceField,), lambda field: _one_of(str(key) for key in field.choices)),
    ((forms.ChoiceField,), lambda field: _one_of(str(key) for key in _keys(field))),
    (
        (serializers.DateTimeField, forms.DateTimeField),
        lambda _field: _("a time with its offset (RFC 3339), such as 2027-03-04T09:00:00+08:00"),
    ),
    ((serializers.DateField, forms.DateField), lambda _field: _("a date, such as 2027-03-04")),
    ((serializers.TimeField, forms.TimeField), lambda _field: _("a time of day, such as 08:30")),
    ((serializers.ListSerializer, serializers.ListField), lambda _field: _("a list")),
    ((serializers.BaseSerializer,), lambda _field: _("an object")),
    (
        (serializers.BooleanField, forms.BooleanField, forms.NullBooleanField),
        lambda _field: _("true or false"),
    ),
    (
        (serializers.FloatField, serializers.DecimalField, forms.FloatField, forms.DecimalField),
        lambda field: _("a number%(bounds)s") % {"bounds": _bounds(field)},
    ),
    (
        (serializers.IntegerField, forms.IntegerField),
        lambda field: _("a whole number%(bounds)s") % {"bounds": _bounds(field)},
    ),
    ((serializers.CharField, forms.CharField), _text),
)
