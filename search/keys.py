"""
How the saved searches that a listing may answer are found by one index: keys that both sides share.

A key is what, where and when, such as `five_axis|1:242:600|2027-03`. A saved search has a key for each
combination that it asks for; a listing looks up every combination that it offers, at each size of
cell, with `*` for whatever a search leaves open. Where no class is asked but words are, the keys are
words instead, `w:dmu|*|-`. Sharing a key is necessary and not sufficient: an exact judgement follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from math import asin, cos, degrees, floor, radians, sin
from typing import Any
from zoneinfo import ZoneInfo

from capacity.taxonomy import CLASSES, classes_of
from search.distance import EARTH_METRES
from search.documents import ListingDocument
from search.request import Circle, SearchRequest, Term
from search.slots import Window, moment_of
from search.tokens import document_tokens

ANY = "*"
NO_TIME, SOME_TIME = "-", "~"  # asked nothing of time; asked, but of no days by name
CELLS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)  # degrees, by level
MOST_CELLS = 9
MOST_MONTHS = 4
MOST_KEYS = 120
LONGEST_WORD = 80
# The box is a little larger than the circle, so that rounding loses nobody.
MARGIN = 0.001
NEAR_POLE = 88.0


@dataclass(frozen=True)
class Box:
    """Degrees in WGS-84."""

    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True)
class Days:
    """The days that a question names; without a first one from today on, without any it moves with today."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Reach:
    """What of a question is kept in columns, to be found by."""

    keys: tuple[str, ...]
    box: Box | None
    days: Days
    kinds: tuple[str, ...]
    is_instant: bool

    def columns(self) -> dict[str, Any]:
        """The fields of search.models.SavedSearch."""
        corners = asdict(self.box) if self.box else dict.fromkeys(("south", "north", "west", "east"))
        return {
            **corners,
            "keys": list(self.keys),
            "first_on": self.days.first,
            "last_on": self.days.last,
            "kinds": list(self.kinds),
            "is_instant": self.is_instant,
        }


def reach_of(request: SearchRequest, days: Days) -> Reach:
    """`days` are those that the question names, which the request has already set against today."""
    box = box_around(request.circle)
    return Reach(
        keys=tuple(sorted(_keys(request, box, days))),
        box=box,
        days=days,
        kinds=tuple(sorted(request.kinds)),
        is_instant=request.is_instant,
    )


def _keys(request: SearchRequest, box: Box | None, days: Days) -> set[str]:
    has_time = request.when is not None
    if request.terms and not request.classes:
        return {_key(word, ANY, SOME_TIME if has_time else NO_TIME) for word in _words(request.terms)}
    what = _classes(request.classes)
    where = cells_of(box) if box else [ANY]
    when = _months_named(days) if has_time else [NO_TIME]
    # So many combinations serve nobody: rather found too often than kept too large.
    if len(what) * len(where) * len(when) > MOST_KEYS and has_time:
        when = [SOME_TIME]
    if len(what) * len(where) * len(when) > MOST_KEYS:
        where = [ANY]
    return {_key(a, b, c) for a in what for b in where for c in when}


def _key(what: str, where: str, when: str) -> str:
    return f"{what}|{where}|{when}"


def _classes(asked: Collection[str]) -> list[str]:
    """A group stands for its classes where all of them are asked."""
    if not asked:
        return [ANY]
    groups = {CLASSES[key].parent for key in asked if key in CLASSES}
    whole = {group for group in groups if all(leaf.key in asked for leaf in classes_of(group))}
    rest = {key for key in asked if key not in CLASSES or CLASSES[key].parent not in whole}
    return [*(f"g:{group}" for group in sorted(whole)), *sorted(rest)]


def _words(terms: Iterable[Term]) -> list[str]:
    """Of the term with the fewest spellings, one token of each: a listing has to have one of these."""
    rarest = min(terms, key=lambda term: (len(term.alternatives), -len(term.said)))
    return [_word(_rarest(each)) for each in rarest.alternatives if each] or [_word("")]


def _rarest(tokens: Iterable[str]) -> str:
    """The token that says most: `centre` and `machining` stand in many listings."""
    common = _common_tokens()
    return min(tokens, key=lambda token: (common[token], -len(token)))


@cache
def _common_tokens() -> Counter[str]:
    """How many classes have each token in their names."""
    return Counter(
        token for each in CLASSES.values() for token in document_tokens((each.name_zh, each.name_en))
    )


def _word(token: str) -> str:
    return f"w:{token[:LONGEST_WORD]}"


def _months_named(days: Days) -> list[str]:
    if days.first is None or days.last is None:
        return [SOME_TIME]
    months = months_between(days.first, days.last)
    return months if len(months) <= MOST_MONTHS else [SOME_TIME]


def months_between(first: date, last: date) -> list[str]:
    """`2027-03` and so on, both ends in."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in numbers]


def box_around(circle: Circle | None) -> Box | None:
    """The box that holds the circle; nothing without a radius, over a pole or over the date line."""
    if circle is None or circle.radius_km is None:
        return None
    angle = circle.radius_km * 1000 / EARTH_METRES
    up = degrees(angle) + MARGIN
    south, north = circle.latitude - up, circle.latitude + up
    if south < -NEAR_POLE or north > NEAR_POLE:
        return None
    sideways = degrees(asin(min(1.0, sin(min(angle, 1.5)) / cos(radians(circle.latitude))))) + MARGIN
    west, east = circle.longitude - sideways, circle.longitude + sideways
    if west < -180 or east > 180 or sideways >= 90:
        return None
    return Box(south, north, west, east)


def cells_of(box: Box) -> list[str]:
    """The smallest cells of which a few cover the box; any place where even the largest are many."""
    for level, size in enumerate(CELLS):
        rows = range(floor(box.south / size), floor(box.north / size) + 1)
        columns = range(floor(box.west / size), floor(box.east / size) + 1)
        if len(rows) * len(columns) <= MOST_CELLS:
            return [_cell(level, row, column) for row in rows for column in columns]
    return [ANY]


def _cell(level: int, row: int, column: int) -> str:
    return f"{level}:{row}:{column}"


@dataclass(frozen=True)
class Gain:
    """What a change of a listing may newly answer: any question, or those about these free windows."""

    is_everything: bool
    windows: tuple[Window, ...]


def gain_of(before: ListingDocument | None, after: ListingDocument, *, is_same: bool) -> Gain:
    """
    `is_same` says that nothing but free time differs.

    A window inside one that was there before gains nothing, in one unit as in all together.
    """
    if before is None or not is_same:
        return Gain(True, tuple(after.any_unit))
    known = [window for unit in before.windows for window in unit]
    gained = {
        (first, last)
        for unit in (*after.windows, after.any_unit)
        for first, last in unit
        if not any(begun <= first and last <= ended for begun, ended in known)
    }
    return Gain(False, tuple(sorted(gained)))


def days_of(windows: Iterable[Window], zone: ZoneInfo) -> Iterator[tuple[date, date]]:
    """The first and the last day of each window, by the site's clock."""
    for first, last in windows:
        yield (
            moment_of(first).astimezone(zone).date(),
            (moment_of(last) - timedelta(minutes=1)).astimezone(zone).date(),
        )


def keys_offered(listing: ListingDocument, gain: Gain, days: Iterable[tuple[date, date]]) -> list[str]:
    """Every key by which a saved search may be found that the listing newly answers."""
    months = {month for first, last in days for month in months_between(first, last)}
    when = [*sorted(months), SOME_TIME]
    if gain.is_everything:
        when.append(NO_TIME)
    what = [ANY, listing.resource_class]
    if listing.resource_class in CLASSES:
        what.append(f"g:{CLASSES[listing.resource_class].parent}")
    where = [ANY, *_cells_at(listing.latitude, listing.longitude)]
    spoken = [SOME_TIME, NO_TIME] if gain.is_everything else [SOME_TIME]
    words = {_word(token) for token in (*listing.tokens, *listing.title_tokens)}
    return [
        *(_key(a, b, c) for a in what for b in where for c in when),
        *(_key(word, ANY, time) for word in sorted(words) for time in spoken),
    ]


def _cells_at(latitude: float | None, longitude: float | None) -> list[str]:
    if latitude is None or longitude is None:
        return []
    return [_cell(level, floor(latitude / size), floor(longitude / size)) for level, size in enumerate(CELLS)]
