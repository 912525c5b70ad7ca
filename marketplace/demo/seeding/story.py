"""The three thousand bookings, from three months ago to six weeks ahead, and times out of use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

from marketplace.demo.seeding.author import Author, Wanted
from marketplace.demo.seeding.floor import Stand
from marketplace.demo.seeding.people import FIRST_PROVIDER
from marketplace.demo.seeding.scenes import SHOWPIECE
from marketplace.periods import Period


@dataclass(frozen=True)
class Chapter:
    """So many bookings that begin within these hours from now, and how likely each fate is."""

    hours: tuple[int, int]
    count: int
    fates: Mapping[str, int]
    is_running: bool = False


_PAST = {"completed": 78, "cancelled": 8, "no_show": 3, "declined": 4, "withdrawn": 3, "expired": 4}
_LATELY = {
    "completed": 45,
    "delivered": 37,
    "cancelled": 7,
    "no_show": 3,
    "declined": 3,
    "withdrawn": 2,
    "expired": 3,
}
_COMING = {"confirmed": 78, "requested": 8, "cancelled": 6, "declined": 3, "withdrawn": 2, "expired": 3}
_FAR = {
    "confirmed": 66,
    "requested": 20,
    "held": 4,
    "cancelled": 5,
    "declined": 2,
    "withdrawn": 1,
    "expired": 2,
}

CHAPTERS = (
    Chapter((-90 * 24, -22 * 24), 560, _PAST),
    Chapter((-22 * 24, -6 * 24), 860, _PAST),
    Chapter((-6 * 24, -20), 390, _LATELY),
    Chapter((-10, 0), 46, {"in_use": 1}, is_running=True),
    Chapter((2, 3 * 24), 330, _COMING),
    Chapter((3 * 24, 8 * 24), 440, _FAR),
    Chapter((8 * 24, 15 * 24), 240, _FAR),
    Chapter((15 * 24, 42 * 24), 100, _FAR),
)
BOOKINGS = 3000
SPARED = (SHOWPIECE,)  # scenes alone fill what lies ahead of it
MOST_ATTEMPTS = 120


def tell_story(author: Author, told: Callable[[int], object]) -> None:
    """
    Fill up to the three thousand; `told` hears of every one.

    Where a chapter finds no room, at night or on a holiday, the past makes up for it.
    """
    wanted = BOOKINGS - len(author.lives)
    parts = sum(chapter.count for chapter in CHAPTERS)
    for chapter in CHAPTERS:
        for _booking in range(chapter.count * wanted // parts):
            if _tell_one(author, chapter):
                told(1)
    while len(author.lives) < BOOKINGS:
        if _tell_one(author, CHAPTERS[0]):
            told(1)


def _tell_one(author: Author, chapter: Chapter) -> bool:
    """Whether there was room for another booking of the chapter."""
    (fate,) = author.chance.choices(list(chapter.fates), list(chapter.fates.values()))
    stands = [stand for stand in author.floor.stands.values() if _may(stand, chapter, fate)]
    weights = [_weight(stand) for stand in stands]
    first, last = (author.now + timedelta(hours=hours) for hours in chapter.hours)
    for _attempt in range(MOST_ATTEMPTS):
        (stand,) = author.chance.choices(stands, weights)
        window = Period(first, last)
        if not chapter.is_running:
            starts_at = first + timedelta(hours=author.chance.randrange(max((last - first) // _HOUR - 24, 1)))
            window = Period(starts_at, min(starts_at + timedelta(hours=24), last))
        reaching = author.now if chapter.is_running else None
        if author.tell(stand, Wanted(fate=fate, window=window, reaching=reaching)):
            return True
    return False


_HOUR = timedelta(hours=1)


def _may(stand: Stand, chapter: Chapter, fate: str) -> bool:
    """The first provider's inbox is told by scenes alone, so that one can look through it."""
    is_to_come = chapter.hours[1] > 0
    if fate == "requested":
        return stand.resource.provider.slug != FIRST_PROVIDER
    return not (is_to_come and stand.resource.slug in SPARED)


def _weight(stand: Stand) -> float:
    """More machines are booked more often, lines seldom, the first provider's a little more."""
    weight = sqrt(len(stand.unit_ids)) * (1.4 if stand.resource.provider.slug == FIRST_PROVIDER else 1)
    return weight * (0.4 if stand.parts else 1)
