"""Places that listings know: the cities where public machines stand, with districts of no gazetteer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Avg, Count, Max, Min, Q
from django.db.models.functions import Round

from capacity.models import Resource
from search.places import CHINESE, LONGEST, SHORTEST, SUFFIXES, Place, find, without_suffix

DECIMALS = 2  # about a kilometre: where a district has one machine, its address is nobody's business
ENDINGS = ("", *SUFFIXES)
MOST_DISTRICTS = 50
NEAR = 1  # degrees


def find_listed(name: str) -> Place | None:
    """
    The place of the public machines in the city or district of that name; one query.

    苏州工业园区 and Suzhou SIP name a district of a city. Of districts of one name in several cities it is
    the one with the most machines. A city's centre is told by the gazetteer, where its machines say that
    it means the same one.
    """
    asked = " ".join(name.split())[:LONGEST]
    if not asked:
        return None
    named = _called(asked, "city") | _called(asked, "district")
    for city, district in _parted(asked):
        named |= _called(city, "city") & _called(district, "district")
    found = _middles(named)
    whole = [each for each in found if _is_called(asked, each.city_zh) or _is_called(asked, each.city_en)]
    if not whole:
        return next((_district(each) for each in found), None)
    known = find(asked)
    return known if known and any(_is_among(known, each) for each in whole) else _city(whole)


def _is_among(known: Place, middle: _Middle) -> bool:
    latitudes = middle.south - NEAR <= known.latitude <= middle.north + NEAR
    return latitudes and middle.west - NEAR <= known.longitude <= middle.east + NEAR


def suggest_listed(prefix: str, *, limit: int) -> list[Place]:
    """Districts whose names begin like this, those with the most machines first; one query."""
    begins = Q(site__district_zh__istartswith=prefix) | Q(site__district_en__istartswith=prefix)
    return [_district(each) for each in _middles(begins)[:limit]]


class _Middle(NamedTuple):
    """The middle of the machines of a district that have a point."""

    city_zh: str
    city_en: str
    district_zh: str
    district_en: str
    latitude: float
    longitude: float
    machines: int
    south: float
    north: float
    west: float
    east: float


def _middles(named: Q) -> list[_Middle]:
    """The districts with the most machines first, at most so many."""
    names = [f"site__{name}" for name in _Middle._fields[:4]]
    machines = Resource.objects.published().filter(named).exclude(site__latitude=None)
    found = machines.order_by().values_list(*names).annotate(
        latitude=Round(Avg("site__latitude"), DECIMALS),
        longitude=Round(Avg("site__longitude"), DECIMALS),
        machines=Count("pk"),
        south=Min("site__latitude"),
        north=Max("site__latitude"),
        west=Min("site__longitude"),
        east=Max("site__longitude"),
    )  # fmt: skip
    return [_Middle(*row) for row in found.order_by("-machines", *names)[:MOST_DISTRICTS]]


def _called(name: str, what: str) -> Q:
    """With or without 市, 区 and the like; English whatever the case."""
    if not CHINESE.search(name):
        return Q(**{f"site__{what}_en__iexact": name}) | Q(**{f"site__{what}_zh__iexact": name})
    return Q(**{f"site__{what}_zh__in": [without_suffix(name) + ending for ending in ENDINGS]})


def _is_called(name: str, other: str) -> bool:
    return without_suffix(name).casefold() == without_suffix(other).casefold()


def _parted(name: str) -> Iterator[tuple[str, str]]:
    """City and district written one after the other."""
    if CHINESE.fullmatch(name):
        yield from ((name[:at], name[at:]) for at in range(SHORTEST, len(name) - SHORTEST + 1))
    else:
        words = name.split()
        yield from ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))


def _city(districts: Sequence[_Middle]) -> Place:
    """The middle of all its machines."""
    machines = sum(each.machines for each in districts)
    latitude = sum(each.latitude * each.machines for each in districts) / machines
    longitude = sum(each.longitude * each.machines for each in districts) / machines
    first = districts[0]
    return _place(first.city_zh, first.city_en, latitude, longitude)


def _district(middle: _Middle) -> Place:
    return _place(middle.district_zh, middle.district_en, middle.latitude, middle.longitude)


def _place(name_zh: str, name_en: str, latitude: float, longitude: float) -> Place:
    return Place(name_zh, name_en or name_zh, round(latitude, DECIMALS), round(longitude, DECIMALS))
