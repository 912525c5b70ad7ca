"""The text of a listing and its specifications, as the class asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.models import ListingRevision, Specification
from capacity.operations.listings import SpecificationValue, Texts
from capacity.taxonomy import SpecificationKind, ValueType, kinds_of
from marketplace.language import in_readers_language


def kind_name(kind: SpecificationKind) -> str:
    return in_readers_language(kind.name_zh, kind.name_en)


def _area(label: Any, length: int, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=False, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class TextsForm(forms.Form):
    """What the public reads; everything may be missing in a draft."""

    title_zh = forms.CharField(label=_("Chinese title"), max_length=160, required=False)
    title_en = forms.CharField(label=_("English title"), max_length=160, required=False)
    text_zh = _area(_("Chinese text"), 6000, 6)
    text_en = _area(_("English text"), 6000, 6)
    materials_zh = forms.CharField(label=_("Materials, in Chinese"), max_length=300, required=False)
    materials_en = forms.CharField(label=_("Materials, in English"), max_length=300, required=False)
    terms_zh = _area(
        _("Terms, in Chinese"), 4000, 4, help_text=_("What a customer agrees to; frozen into each booking.")
    )
    terms_en = _area(_("Terms, in English"), 4000, 4)


@dataclass(frozen=True)
class SpecificationRow:
    """The fields of one kind: one, or two for a range."""

    label: str
    bound: list[BoundField]


class ListingForm(TextsForm):
    """Texts and one group of fields for each specification of the class (`spec_<kind>`, `…_to`)."""

    def __init__(self, data: Any = None, *, revision: ListingRevision, resource_class: str) -> None:
        self.kinds = kinds_of(resource_class)
        stored = {row.kind: row for row in revision.specifications.all()} if revision.pk else {}
        initial = {field.name: getattr(revision, field.name) for field in fields(Texts)}
        for kind in self.kinds:
            initial |= _shown(kind, stored.get(kind.key))
        super().__init__(data, initial=initial)
        for kind in self.kinds:
            self.fields.update(_fields_of(kind))

    @property
    def specification_rows(self) -> Iterator[SpecificationRow]:
        for kind in self.kinds:
            names = [f"spec_{kind.key}", f"spec_{kind.key}_to"]
            yield SpecificationRow(kind_name(kind), [self[name] for name in names if name in self.fields])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for kind in self.kinds:
            low, high = cleaned.get(f"spec_{kind.key}"), cleaned.get(f"spec_{kind.key}_to")
            if kind.value_type == ValueType.RANGE and low is not None and high is not None and low > high:
                self.add_error(
                    f"spec_{kind.key}_to",
                    gettext("%(name)s ends at %(high)s, before it begins at %(low)s.")
                    % {"name": kind_name(kind), "high": high, "low": low},
                )
        return cleaned

    @property
    def texts(self) -> Texts:
        return Texts(**{field.name: self.cleaned_data[field.name] for field in fields(Texts)})

    @property
    def specifications(self) -> list[SpecificationValue]:
        """The properties that were filled in."""
        values = (_value(kind, self.cleaned_data) for kind in self.kinds)
        return [value for value in values if value is not None]


def _fields_of(kind: SpecificationKind) -> dict[str, forms.Field]:
    name, label = f"spec_{kind.key}", kind_name(kind)
    unit = gettext("%(name)s (%(unit)s)") % {"name": label, "unit": kind.unit} if kind.unit else label
    match kind.value_type:
        case ValueType.NUMBER:
            return {name: _figure(unit)}
        case ValueType.RANGE:
            return {
                name: _figure(gettext("%(name)s, from") % {"name": unit}),
                f"{name}_to": _figure(gettext("%(name)s, to") % {"name": unit}),
            }
        case ValueType.CHOICE:
            choices = [(each.key, in_readers_language(each.name_zh, each.name_en)) for each in kind.choices]
            return {name: forms.ChoiceField(label=label, choices=[("", "–"), *choices], required=False)}
        case ValueType.TEXT:
            return {name: forms.CharField(label=label, max_length=120, required=False)}


def _figure(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=18,
        decimal_places=6,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages={"invalid": _("Enter a figure such as 650 or 0.8.")},
    )


def _shown(kind: SpecificationKind, row: Specification | None) -> dict[str, Any]:
    if row is None:
        return {}
    name = f"spec_{kind.key}"
    match kind.value_type:
        case ValueType.NUMBER:
            return {name: plain_figure(row.maximum if row.minimum is None else row.minimum)}
        case ValueType.RANGE:
            return {name: plain_figure(row.minimum), f"{name}_to": plain_figure(row.maximum)}
        case ValueType.CHOICE:
            told = (row.text_zh, row.text_en)
            chosen = (each.key for each in kind.choices if each.key in told or each.name_zh in told)
            return {name: next(chosen, "")}
        case ValueType.TEXT:
            return {name: row.text}


def plain_figure(value: Decimal | None) -> str:
    """`650` and not `650.000000`."""
    if value is None:
        return ""
    return f"{value.normalize():f}"


def _value(kind: SpecificationKind, cleaned: dict[str, Any]) -> SpecificationValue | None:
    given = cleaned.get(f"spec_{kind.key}")
    if kind.value_type == ValueType.RANGE:
        high = cleaned.get(f"spec_{kind.key}_to")
        if given is None and high is None:
            return None
        return SpecificationValue(kind=kind.key, minimum=given, maximum=high)
    if given in (None, ""):
        return None
    match kind.value_type:
        case ValueType.NUMBER:
            return SpecificationValue(kind=kind.key, minimum=given, maximum=given)
        case ValueType.CHOICE:
            choice = kind.choice(given)
            return SpecificationValue(kind=kind.key, text_zh=choice.name_zh, text_en=choice.name_en)
    return SpecificationValue(kind=kind.key, text_zh=given)
