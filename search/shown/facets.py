"""The boxes beside the list: each with what it would give under all other conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms import BoundField, Form

from capacity.enums import OfferKind
from capacity.taxonomy import (
    CLASSES,
    GROUPS,
    ClassGroup,
    ResourceClass,
    SpecificationKind,
    classes_of,
    leaves_of,
)
from marketplace.language import in_readers_language
from search.enums import Facet
from search.filters import LEAST, MOST, RANGED
from search.request import Answer

MOST_RANGES = 6
MOST_CERTIFICATES = 8


@dataclass(frozen=True)
class Option:
    """A box and how many machines it would give; `is_part` stands below its branch."""

    value: str
    label: str
    count: int
    is_on: bool
    is_part: bool = False


@dataclass(frozen=True)
class Range:
    """Two fields of one kind with its unit between and behind them."""

    kind: SpecificationKind
    least: BoundField
    most: BoundField

    @property
    def name(self) -> str:
        return in_readers_language(self.kind.name_zh, self.kind.name_en)

    @property
    def names(self) -> tuple[str, str]:
        """The two parameters."""
        return self.least.name, self.most.name

    @property
    def is_on(self) -> bool:
        return bool(self.least.value() or self.most.value())


class Facets:
    """`asked` are the cleaned fields of the form, `answer` counts what it was asked to count."""

    def __init__(self, asked: Mapping[str, Any], form: Form, answer: Answer) -> None:
        self._asked, self._form, self._answer = asked, form, answer

    def _counts(self, facet: Facet) -> Counter[str]:
        return Counter(self._answer.facets.get(facet, {}))

    @cached_property
    def classes(self) -> list[Option]:
        """
        The branches that have machines, or all where none has; the classes of an opened one below it.
        """
        on, counts = set(self._asked.get("machine") or ()), self._counts(Facet.CLASS)
        return [option for group in GROUPS for option in _branch(group, on, counts)]

    @cached_property
    def kinds(self) -> list[Option]:
        on, counts = set(self._asked.get("kind") or ()), self._counts(Facet.KIND)
        return [Option(kind.value, str(kind.label), counts[kind], kind.value in on) for kind in OfferKind]

    @cached_property
    def instant(self) -> Option:
        count = self._counts(Facet.INSTANT)["true"]
        return Option("true", str(Facet.INSTANT.label), count, bool(self._asked.get("instant")))

    @cached_property
    def certificates(self) -> list[Option]:
        """Those asked for and the most frequent others."""
        on = list(dict.fromkeys(self._asked.get("certificate") or ()))
        counts = self._counts(Facet.CERTIFICATE)
        others = [name for name, _count in sorted(counts.items(), key=_most_first) if name not in on]
        return [Option(name, name, counts[name], name in on) for name in [*on, *others[:MOST_CERTIFICATES]]]

    @cached_property
    def ranges(self) -> list[Range]:
        named = [key for key in RANGED if key + LEAST in self._form.fields]
        return [
            Range(RANGED[key], self._form[key + LEAST], self._form[key + MOST])
            for key in sorted(named, key=order_of_kinds(self._asked.get("machine") or ()))
        ]

    @property
    def on(self) -> int:
        """How many facets are in use, for the button of a phone."""
        boxes = ("machine", "kind", "instant", "certificate", "material")
        figures = self._asked.get("ceiling") is not None
        return (
            sum(bool(self._asked.get(name)) for name in boxes) + figures + sum(r.is_on for r in self.ranges)
        )


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _branch(group: str, on: set[str], counts: Mapping[str, int]) -> Iterator[Option]:
    leaves = classes_of(group)
    is_open = group in on or any(leaf.key in on for leaf in leaves)
    total = sum(counts.get(leaf.key, 0) for leaf in leaves)
    if total or is_open or not any(counts.values()):
        yield Option(group, _name(GROUPS[group]), total, group in on)
    if is_open:
        for leaf in leaves:
            count = counts.get(leaf.key, 0)
            if count or leaf.key in on:
                yield Option(leaf.key, _name(leaf), count, leaf.key in on, is_part=True)


def kinds_to_show(chosen: list[str]) -> list[str]:
    """The figures that tell machines of the chosen classes apart: what most of these lead with."""
    votes: Counter[str] = Counter()
    for leaf in leaves_of(chosen):
        figures = [key for key in CLASSES[leaf].specifications if key in RANGED]
        votes.update({key: MOST_RANGES - rank for rank, key in enumerate(figures[:MOST_RANGES])})
    return [key for key, _votes in votes.most_common(MOST_RANGES)]


def order_of_kinds(chosen: Iterable[str]) -> Any:
    """First what the chosen classes lead with, then the rest as the taxonomy has them."""
    lead = {key: rank for rank, key in enumerate(kinds_to_show(list(chosen)))}
    return lambda key: (lead.get(key, MOST_RANGES), key)


def branch_name(key: str) -> str:
    """A class or a group of classes in the reader's language."""
    return _name(CLASSES.get(key) or GROUPS[key])


def _name(branch: ClassGroup | ResourceClass) -> str:
    return in_readers_language(branch.name_zh, branch.name_en)
