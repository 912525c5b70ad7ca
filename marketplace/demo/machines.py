"""The 240 machines of the demo, and a few whose listings are not approved."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from marketplace.demo.composing import ClassWriter, house_deck
from marketplace.demo.decks import Deck
from marketplace.demo.reading import class_catalogue, lines, providers
from marketplace.demo.shapes import Line, Machine, MachineType, Provider, Words

# Beyond the approved 240: (provider, class, state of the one revision there is).
UNAPPROVED = (
    ("hengrui", "gear_cutting", "draft"),
    ("ketuo", "grinding", "draft"),
    ("pengjing", "electrical_discharge", "draft"),
    ("guanyin", "coordinate_measuring", "draft"),
    ("gusu", "electron_microscope", "submitted"),
    ("yongmo", "injection_moulding", "submitted"),
    ("xiangcheng", "gantry", "submitted"),
    ("haidai", "turning", "rejected"),
    ("jincui", "heat_treatment", "rejected"),
    ("chengheng", "tensile_testing", "rejected"),
)
REVISED_EVERY = 26  # every so manieth approved machine has a newer revision waiting
PRICE_LEVEL = {"large": 104, "medium": 100, "small": 95, "micro": 90, "institution": 80}  # per cent


@dataclass
class _Shop:
    """What is known while one provider's machines are listed."""

    provider: Provider
    house: Deck[Words]
    patterns: Deck[str]
    models: Counter[tuple[str, str]]


class _Catalogue:
    def __init__(self) -> None:
        self._writers: dict[str, ClassWriter] = {}
        self._shops = {each.slug: _open(each) for each in providers()}
        self._slugs: Counter[str] = Counter()

    def compose(self) -> list[Machine]:
        approved = [
            self._machine(provider.slug, key)
            for provider in providers()
            for key, count in provider.machines.items()
            for _ in range(count)
        ]
        for line in lines():
            approved = _with_line(approved, line)
        revised = [
            replace(machine, is_revised=number % REVISED_EVERY == 0)
            for number, machine in enumerate(approved)
        ]
        return revised + [replace(self._machine(slug, key), state=state) for slug, key, state in UNAPPROVED]

    def _machine(self, slug: str, key: str) -> Machine:
        shop = self._shops[slug]
        writer = self._writers.setdefault(key, ClassWriter(class_catalogue(key)))
        chosen = _next_type(shop, writer)
        shop.models[key, chosen.model] += 1
        title = writer.title(chosen, number=shop.models[key, chosen.model])
        return Machine(
            slug=self._slug(chosen, shop.provider),
            provider=slug,
            resource_class=key,
            family=writer.catalogue.family,
            model=chosen.model,
            title=title,
            text=writer.text(chosen, shop.house),
            materials=writer.materials(chosen),
            terms=writer.terms(chosen),
            values=chosen.values,
            hour_minor=_hour_minor(chosen, shop.provider),
            units=writer.next_units(chosen),
            year_built=chosen.built + shop.models.total() % 3,
            pattern=shop.patterns.deal(),
            tags=chosen.tags,
        )

    def _slug(self, of: MachineType, provider: Provider) -> str:
        plain = re.sub(r"[^a-z0-9]+", "-", of.model.lower()).strip("-")
        slug = f"{plain}-{provider.slug}"
        self._slugs[slug] += 1
        return slug if self._slugs[slug] == 1 else f"{slug}-{self._slugs[slug]}"


def _open(provider: Provider) -> _Shop:
    return _Shop(provider, house_deck(provider), Deck(provider.slug, provider.patterns), Counter())


def _next_type(shop: _Shop, writer: ClassWriter) -> MachineType:
    key = writer.catalogue.key
    owned = Counter({model: count for (of, model), count in shop.models.items() if of == key})
    wanted = shop.provider.models.get(key, ())
    if owned.total() < len(wanted):
        return writer.type_of(wanted[owned.total()])
    return writer.next_type(owned)


def _hour_minor(of: MachineType, provider: Provider) -> int:
    """The list price of an hour in fen, in whole fives of yuan."""
    yuan = of.hour * PRICE_LEVEL[provider.size_class] // 100
    return max(yuan // 5 * 5, 5) * 100


def _with_line(machines: list[Machine], line: Line) -> list[Machine]:
    """The provider's first machine of the class becomes the line; its parts follow, one unit each."""
    mine = [machine for machine in machines if machine.provider == line.provider]
    whole = next(machine for machine in mine if machine.resource_class == line.resource_class)
    parts: list[str] = []
    for key in line.parts:
        free = (each for each in mine if each.resource_class == key and each.slug not in [whole.slug, *parts])
        parts.append(next(free).slug)
    return [_on_line(machine, whole.slug, parts, line) for machine in machines]


def _on_line(machine: Machine, whole: str, parts: list[str], line: Line) -> Machine:
    if machine.slug == whole:
        return replace(
            machine,
            slug=f"line-{line.provider}",
            title=line.title,
            text=line.text,
            model="",
            units=1,
            is_line=True,
            hour_minor=line.hour * 100,
        )
    if machine.slug in parts:
        return replace(machine, parent=f"line-{line.provider}", units=1)
    return machine


@cache
def machines() -> tuple[Machine, ...]:
    return tuple(_Catalogue().compose())
