"""Typed specifications as readers know them: `650 × 520 × 475 mm`, `15 000 rpm`, `30…110°`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from capacity.models import Resource, Specification
from capacity.taxonomy import CLASSES, KINDS, SpecificationKind, ValueType
from marketplace.language import in_readers_language
from marketplace.pages.formats import quantity_text

AXIS = re.compile(r"_[xyz]$")


@dataclass(frozen=True)
class Shown:
    """A property by name, with its value in figures or words and the unit behind it."""

    name: str
    value: str
    unit: str = ""


def by_kind(specifications: Iterable[Specification]) -> dict[str, Specification]:
    return {each.kind: each for each in specifications if each.kind in KINDS}


def all_of(resource: Resource, specifications: Iterable[Specification]) -> list[Shown]:
    """Everything that is known, the most telling first, the axes in one."""
    return [_in_full(group) for group in _groups(resource, by_kind(specifications))]


def few_of(resource: Resource, specifications: Iterable[Specification], most: int = 3) -> list[Shown]:
    """The ones that stand in a row of a list, in short."""
    return [_in_short(group) for group in _groups(resource, by_kind(specifications))[:most]]


def _groups(resource: Resource, known: Mapping[str, Specification]) -> list[list[Specification]]:
    """One property each, or the two or three axes of one, in the order of the class."""
    order = CLASSES[resource.resource_class].specifications if resource.resource_class in CLASSES else ()
    groups: dict[str, list[Specification]] = {}
    for key in (*(key for key in order if key in known), *(key for key in known if key not in order)):
        groups.setdefault(AXIS.sub("", key), []).append(known[key])
    return [sorted(group, key=lambda each: each.kind) for group in groups.values()]


def _in_full(group: Sequence[Specification]) -> Shown:
    """`Travel X · Y · Z  650 · 520 · 475 mm`."""
    first = of(group[0])
    if len(group) == 1:
        return first
    letters = " · ".join(each.kind[-1].upper() for each in group)
    figures = " · ".join(figures_of(each) for each in group)
    return Shown(f"{_without_axis(first.name)} {letters}", figures, first.unit)


def _in_short(group: Sequence[Specification]) -> Shown:
    """`Travel  650 × 520 × 475 mm`."""
    first = of(group[0])
    if len(group) == 1:
        return first
    return Shown(_without_axis(first.name), " × ".join(figures_of(each) for each in group), first.unit)


def _without_axis(name: str) -> str:
    """`行程` of `X 轴行程`, `Travel` of `X travel`."""
    bare = re.sub(r"X 轴|\bX\b", "", name).strip()
    return bare[:1].upper() + bare[1:]


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
