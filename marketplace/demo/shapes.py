"""What the demo catalogue is made of, before any of it becomes a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


class Words(NamedTuple):
    """The same thing said in both languages."""

    zh: str
    en: str


NO_WORDS = Words("", "")


class Sentence(NamedTuple):
    """A sentence that fits every machine, or only machine types that carry its tag."""

    words: Words
    tag: str = ""

    def fits(self, tags: frozenset[str]) -> bool:
        return not self.tag or self.tag in tags


@dataclass(frozen=True)
class Value:
    """The value of one specification kind, in its unit; a single figure is both ends."""

    kind: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    text: Words = NO_WORDS


@dataclass(frozen=True)
class MachineType:
    """A model that is sold in the real world, with the figures of its kind. `hour` is in yuan."""

    model: str
    name: Words
    tags: frozenset[str]
    hour: int
    units: tuple[int, ...]
    values: tuple[Value, ...]
    built: int


@dataclass(frozen=True)
class ClassCatalogue:
    """The machine types of a class and what is said of them."""

    key: str
    family: str
    types: tuple[MachineType, ...]
    pools: Mapping[str, tuple[Sentence, ...]]


@dataclass(frozen=True)
class Provider:
    """A firm or institution with machines: how many of which class, and the first models of some."""

    slug: str
    name: Words
    size_class: str
    social_credit_code: str
    city: Words
    district: Words
    street: Words
    access: Words
    latitude: float
    longitude: float
    contact_name: str
    contact_phone: str
    certificates: tuple[str, ...]
    patterns: tuple[str, ...]
    house: tuple[Words, ...]
    machines: Mapping[str, int]
    models: Mapping[str, Sequence[str]]

    @property
    def is_institution(self) -> bool:
        return self.size_class == "institution"


@dataclass(frozen=True)
class Customer:
    slug: str
    name: Words
    size_class: str
    social_credit_code: str
    city: Words
    contact_name: str


@dataclass(frozen=True)
class Line:
    """A production line: which machines of the provider it consists of, and how it is told."""

    provider: str
    resource_class: str
    parts: tuple[str, ...]
    title: Words
    text: Words
    hour: int


@dataclass(frozen=True)
class Machine:
    """
    A resource as it will be listed.

    `hour_minor` is the list price of an hour in fen. `parent` is the slug of the line it is part of.
    `state` is that of its newest revision; `is_revised` says that an approved one stands below a
    submitted one.
    """

    slug: str
    provider: str
    resource_class: str
    family: str
    model: str
    title: Words
    text: Words
    materials: Words
    terms: Words
    values: tuple[Value, ...]
    hour_minor: int
    units: int
    year_built: int
    pattern: str
    parent: str | None = None
    is_line: bool = False
    state: str = "approved"
    is_revised: bool = False
    tags: frozenset[str] = field(default_factory=frozenset)
