"""The boxes beside the list: each with what it would give under all other conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from capacity.enums import OfferKind
from capacity.taxonomy import CLASSES, GROUPS, ClassGroup, ResourceClass, classes_of
from capacity.views.shown.searching import Search
from marketplace.language import in_readers_language


@dataclass(frozen=True)
class Option:
    """A box and how many machines it would give; `is_part` stands below its branch."""

    value: str
    label: str
    count: int
    is_on: bool
    is_part: bool = False


class Facets:
    def __init__(self, search: Search) -> None:
        self._search = search

    @cached_property
    def classes(self) -> list[Option]:
        """The branches that have machines; the classes of a branch that was opened below it."""
        on = set(self._search.asked.get("machine") or ())
        return [option for group in GROUPS for option in self._branch(group, on)]

    def _branch(self, group: str, on: set[str]) -> Iterator[Option]:
        counts = self._search.class_counts
        leaves = classes_of(group)
        is_open = group in on or any(leaf.key in on for leaf in leaves)
        total = sum(counts[leaf.key] for leaf in leaves)
        if total or is_open:
            yield Option(group, _name(GROUPS[group]), total, group in on)
        if is_open:
            for leaf in leaves:
                if counts[leaf.key] or leaf.key in on:
                    yield Option(leaf.key, _name(leaf), counts[leaf.key], leaf.key in on, is_part=True)

    @cached_property
    def kinds(self) -> list[Option]:
        on = set(self._search.asked.get("kind") or ())
        counts = self._search.kind_counts
        return [Option(kind.value, str(kind.label), counts[kind], kind.value in on) for kind in OfferKind]

    @property
    def is_instant(self) -> bool:
        return bool(self._search.asked.get("instant"))

    @property
    def instant_count(self) -> int:
        return self._search.instant_count

    @property
    def on(self) -> int:
        """How many facets are in use, for the button of a phone."""
        asked = self._search.asked
        return sum(bool(asked.get(name)) for name in ("machine", "kind", "instant", "ceiling"))


def branch_name(key: str) -> str:
    """A class or a group of classes in the reader's language."""
    return _name(CLASSES.get(key) or GROUPS[key])


def _name(branch: ClassGroup | ResourceClass) -> str:
    return in_readers_language(branch.name_zh, branch.name_en)
