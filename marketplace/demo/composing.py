"""Composes what a listing says from what people of the trade say about such a machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from marketplace.demo.decks import Deck
from marketplace.demo.reading import family_pools
from marketplace.demo.shapes import ClassCatalogue, MachineType, Provider, Sentence, Words

# Which sentences stand in which paragraph; listings take turns.
FRAMES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("work", "process"), ("fixture", "quality"), ("exclude", "house")),
    (("house", "work", "work"), ("process", "fixture"), ("exclude",)),
    (("work", "process", "quality"), ("fixture", "exclude"), ("house",)),
    (("work",), ("process", "fixture"), ("quality", "house", "exclude")),
    (("work", "fixture"), ("process", "exclude"), ("house", "quality")),
)


class ClassWriter:
    """Writes the listings of one class, each sentence as seldom as possible."""

    def __init__(self, catalogue: ClassCatalogue) -> None:
        self.catalogue = catalogue
        pools = {**family_pools(catalogue.family), **catalogue.pools}
        self._pools = pools
        self._decks = {name: Deck(f"{catalogue.key} {name}", pool) for name, pool in pools.items()}
        self._types = Deck(f"{catalogue.key} types", catalogue.types)
        self._written = 0

    @cached_property
    def _units(self) -> dict[str, int]:
        return {each.model: 0 for each in self.catalogue.types}

    def type_of(self, model: str) -> MachineType:
        return self._types.deal([each for each in self.catalogue.types if each.model == model])

    def next_type(self, avoid: Iterable[str]) -> MachineType:
        """A machine type that was dealt least, other than those the provider has if there is one."""
        owned = set(avoid)
        others = [each for each in self.catalogue.types if each.model not in owned]
        return self._types.deal(others or None)

    def next_units(self, of: MachineType) -> int:
        turn = self._units[of.model]
        self._units[of.model] += 1
        return of.units[turn % len(of.units)]

    def title(self, of: MachineType, *, number: int) -> Words:
        """Name and model, often with a feature; a number where the provider has the same again."""
        plain = Words(f"{of.name.zh} {of.model}", f"{of.name.en} {of.model}")
        fitting = [each for each in self._pools["features"] if each.fits(of.tags)]
        if number > 1:
            return Words(f"{plain.zh} · {number} 号机", f"{plain.en} · no. {number}")
        if not fitting or self._written % 2 == 0:
            return plain
        feature = self._decks["features"].deal(fitting).words
        return Words(f"{plain.zh} · {feature.zh}", f"{plain.en} · {feature.en}")

    def text(self, of: MachineType, house: Deck[Words]) -> Words:
        frame = FRAMES[self._written % len(FRAMES)]
        self._written += 1
        return _paragraphs([[self._sentence(name, of, house) for name in names] for names in frame])

    def materials(self, of: MachineType) -> Words:
        return self._deal("materials", of)

    def terms(self, of: MachineType) -> Words:
        return self._deal("terms", of)

    def _sentence(self, name: str, of: MachineType, house: Deck[Words]) -> Words:
        return house.deal() if name == "house" else self._deal(name, of)

    def _deal(self, name: str, of: MachineType) -> Words:
        fitting: Sequence[Sentence] = [each for each in self._pools[name] if each.fits(of.tags)]
        return self._decks[name].deal(fitting).words


def _paragraphs(paragraphs: list[list[Words]]) -> Words:
    """Chinese sentences follow each other without a space."""
    return Words(
        "\n\n".join("".join(each.zh for each in sentences) for sentences in paragraphs),
        "\n\n".join(" ".join(each.en for each in sentences) for sentences in paragraphs),
    )


def house_deck(provider: Provider) -> Deck[Words]:
    return Deck(provider.slug, provider.house)
