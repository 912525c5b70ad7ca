"""Naming a firm in a form: by its code, its short name in addresses, or a part of its name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext

from marketplace.accounts.models import Organisation

MOST_OFFERED, MOST_LISTED, LONGEST_NAME = 12, 200, 160


class SeveralFirms(forms.ValidationError):
    """More than one bears what was typed; `found` are those to choose from."""

    def __init__(self, found: list[Organisation]) -> None:
        told = ngettext(
            "%(count)d firm may be meant: choose it.",
            "%(count)d firms may be meant: choose one.",
            len(found),
        )
        super().__init__(told % {"count": len(found)})
        self.found = found


class FirmField(forms.CharField):
    """
    Gives an organisation. `known` are those whose names the person may come upon by a part of them; any other
    has to be named in full, or by code or short name. The form sets it.
    """

    def __init__(self, *, list_id: str, **options: Any) -> None:
        self.known: QuerySet[Organisation] = Organisation.objects.none()
        self.list_id = list_id
        shown = forms.TextInput(attrs={"list": list_id, "autocomplete": "off"})
        super().__init__(max_length=LONGEST_NAME, widget=shown, **options)

    def clean(self, value: Any) -> Any:
        told = super().clean(value)
        return firm_called(told, self.known) if told else None

    @property
    def offered(self) -> list[str]:
        """Names to choose from while one types; where there are more, a part of the name finds the firm."""
        return [firm.name for firm in self.known.order_by("name_zh", "pk")[:MOST_LISTED]]


def offer_choice(form: forms.Form, name: str) -> None:
    """In place of what was typed, where several firms may be meant: each is sent by its short name."""
    for error in form.errors.as_data().get(name, ()):
        if isinstance(error, SeveralFirms):
            choices = [(firm.slug, f"{firm.name} · {firm.city or firm.slug}") for firm in error.found]
            choices.append(("", gettext("None of these: type it anew")))
            form.fields[name].widget = forms.RadioSelect(choices=choices)


def firm_called(told: str, known: QuerySet[Organisation]) -> Organisation:
    """
    :raises SeveralFirms: more than one of those known has this in its name
    :raises ValidationError: there is none, or too many to choose from
    """
    try:
        return firm_of(told)
    except forms.ValidationError:
        in_full = Q(name_zh__iexact=told.strip()) | Q(name_en__iexact=told.strip())
        in_part = Q(name_zh__icontains=told.strip()) | Q(name_en__icontains=told.strip())
        for rows in (Organisation.objects.filter(in_full), known.filter(in_part)):
            found = list(rows.order_by("name_zh", "pk")[: MOST_OFFERED + 1])
            if len(found) > MOST_OFFERED:
                many = gettext("More than %(count)d firms have this in their name: type more of it.")
                raise forms.ValidationError(many % {"count": MOST_OFFERED}) from None
            if len(found) == 1:
                return found[0]
            if found:
                raise SeveralFirms(found) from None
        raise


def firm_of(told: str) -> Organisation:
    """By code or short name. :raises ValidationError: there is none"""
    named = Q(social_credit_code=told.strip().upper()) | Q(slug=told.strip().lower())
    found = Organisation.objects.filter(named).first()
    if found is None:
        raise forms.ValidationError(gettext("There is no firm of this code or name here."))
    return found
