"""Typed specifications as readers know them: `650 × 520 × 475 mm`, `15 000 rpm`, `30…110°`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from capacity.models import Resource, Specification
from capacity.taxonomy import CLASSES, KINDS, SpecificationKind, ValueType
from marketplace.language import in_readers_language
from marketplace.pages.formats import quantity_text

AXES = ("travel_x", "travel_y", "travel_z")


@dataclass(frozen=True)
class Shown:
    """A property by name, with its value in figures or words and the unit behind it."""

    name: str
    value: str
    unit: str = ""


def by_kind(specifications: Iterable[Specification]) -> dict[str, Specification]:
    return {each.kind: each for each in specifications if each.kind in KINDS}


def all_of(resource: Resource, specifications: Iterable[Specification]) -> list[Shown]:
    """Everything that is known, the most telling first, the travels of the axes in one."""
    return _told(resource, by_kind(specifications), None, " · ")


def few_of(resource: Resource, specifications: Iterable[Specification], most: int = 3) -> list[Shown]:
    """The ones that stand in a row of a list."""
    return _told(resource, by_kind(specifications), most, " × ")


def _told(
    resource: Resource, known: Mapping[str, Specification], most: int | None, between: str
) -> list[Shown]:
    order = CLASSES[resource.resource_class].specifications if resource.resource_class in CLASSES else ()
    keys = [*(key for key in order if key in known), *(key for key in known if key not in order)]
    travels = [known[key] for key in AXES if key in known]
    shown: list[Shown] = []
    for key in keys:
        if key in AXES and len(travels) > 1:
            if not any(each.name == _travel(travels) for each in shown):
                shown.append(_axes(travels, between))
        else:
            shown.append(of(known[key]))
        if most is not None and len(shown) == most:
            break
    return shown


def _travel(travels: Sequence[Specification]) -> str:
    letters = " · ".join(each.kind[-1].upper() for each in travels)
    return _("Travel %(axes)s") % {"axes": letters}


def _axes(travels: Sequence[Specification], between: str) -> Shown:
    figures = between.join(figures_of(each) for each in travels)
    return Shown(_travel(travels), figures, KINDS[travels[0].kind].unit)


def of(specification: Specification) -> Shown:
    kind = KINDS[specification.kind]
    name = in_readers_language(kind.name_zh, kind.name_en)
    match kind.value_type:
        case ValueType.TEXT:
            return Shown(name, specification.text)
        case ValueType.CHOICE:
            return Shown(name, _choice(kind, specification))
    return Shown(name, figures_of(specification), kind.unit)


def _choice(kind: SpecificationKind, specification: Specification) -> str:
    for choice in kind.choices:
        if choice.key in (specification.text_zh, specification.text_en):
            return in_readers_language(choice.name_zh, choice.name_en)
    return specification.text


def figures_of(specification: Specification) -> str:
    """One figure, a span, or a bound where only one end is known."""
    low, high = specification.minimum, specification.maximum
    if low is not None and high is not None:
        return _figure(low) if low == high else f"{_figure(low)}…{_figure(high)}"
    if high is not None:
        return f"≤ {_figure(high)}"
    return f"≥ {_figure(low)}" if low is not None else ""


def _figure(value: Decimal) -> str:
    plain = f"{value:f}"
    return quantity_text(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def figure_of(specifications: Iterable[Specification], kind: str) -> str:
    """The bare figure of one kind, for a drawing; empty where it is not known."""
    known = by_kind(specifications).get(kind)
    return figures_of(known) if known else ""
