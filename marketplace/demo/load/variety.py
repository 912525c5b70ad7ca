"""Machines that differ as those of a whole country do, so that searches find some and not others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from decimal import Decimal
from functools import cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from capacity.enums import OfferKind
from marketplace.accounts.enums import SizeClass
from marketplace.demo.load.characters import EVERY_DAY, LIMITS, LIST, Character, Hours
from marketplace.demo.machines import machines
from marketplace.demo.shapes import Value
from search.places import Place, gazetteer

CITIES = 300
CERTIFICATES = ("ISO 9001", "ISO 14001", "IATF 16949", "AS9100", "CNAS", "专精特新")
NOTICES = (0, 0, 0, 60, 240, 1440, 2880)  # minutes
SIZES = (Decimal("0.8"), Decimal("0.9"), Decimal(1), Decimal(1), Decimal("1.1"), Decimal("1.25"))
SMALLEST_SCALED = 20  # what is below counts axes or micrometres
WORKDAYS, BUT_SUNDAY = range(1, 6), range(1, 7)
AROUND_THE_CLOCK = Hours(EVERY_DAY, ((time(), time()),))
SHIFTS = (
    (45, Hours(EVERY_DAY, ((time(8), time(20)),))),
    (25, Hours(WORKDAYS, ((time(8), time(18)),))),
    (
        10,
        Hours(
            WORKDAYS,
            (
                (time(8), time(12)),
                (time(13), time(18)),
            ),
        ),
    ),
    (12, Hours(BUT_SUNDAY, ((time(6), time(22)),))),
    (8, AROUND_THE_CLOCK),
)
KINDS = (OfferKind.BARE_RENTAL, OfferKind.PROCESSING, OfferKind.PROCESSING)


class Spot(NamedTuple):
    """Where a site stands."""

    place: Place
    latitude: float
    longitude: float


def varied(number: int) -> Character:
    """The same for the same number, at any size of the load; classes as often as the demo has them."""
    chance = Random(number)  # noqa: S311 - it has to be repeatable, not unguessable
    machine = chance.choice(machines())
    size = chance.choice(SIZES)
    hour = machine.hour_minor * chance.randrange(70, 131) // 10_000 * 100 + 500
    (hours,) = chance.choices([each for _, each in SHIFTS], [weight for weight, _ in SHIFTS])
    return Character(
        machine=machine,
        values=tuple(_scaled(value, size) for value in machine.values),
        hours=hours,
        limits=replace(LIMITS, notice_minutes=chance.choice(NOTICES)),
        hour_minor={LIST: hour, **dict(_own_prices(chance, hour))},
        weekend_minor=hour * 5 // 4 if chance.random() < 0.2 else None,
        kind=chance.choice(KINDS),
        is_instant=chance.random() < 0.6,
    )


def _own_prices(chance: Random, hour: int) -> Iterator[tuple[str, int]]:
    """Half of the machines are cheaper for small firms, a fifth of these for institutions as well."""
    if chance.random() < 0.5:
        yield SizeClass.SMALL, hour * 9 // 10
        yield SizeClass.MICRO, hour * 85 // 100
        if chance.random() < 0.2:
            yield SizeClass.INSTITUTION, hour * 8 // 10


def _scaled(value: Value, size: Decimal) -> Value:
    ends = [end for end in (value.minimum, value.maximum) if end is not None]
    if not ends or min(ends) < SMALLEST_SCALED:
        return value
    return replace(
        value,
        minimum=None if value.minimum is None else (value.minimum * size).quantize(Decimal(1)),
        maximum=None if value.maximum is None else (value.maximum * size).quantize(Decimal(1)),
    )


def spot(number: int) -> Spot:
    """Some ten kilometres around one of three hundred cities, of which the larger have more."""
    chance = Random(-number - 1)  # noqa: S311 - as `varied`
    places, weights = _cities()
    (place,) = chance.choices(places, cum_weights=weights)
    return Spot(
        place, place.latitude + chance.uniform(-0.15, 0.15), place.longitude + chance.uniform(-0.15, 0.15)
    )


@cache
def _cities() -> tuple[Sequence[Place], Sequence[float]]:
    known = gazetteer()
    home = [place for number, place in enumerate(known.places) if number not in known.abroad][:CITIES]
    return home, list(accumulate(1 / (rank + 3) for rank in range(len(home))))


def certificates(number: int) -> list[str]:
    """Of one firm."""
    chance = Random(number)  # noqa: S311 - as `varied`
    return [each for each in CERTIFICATES if chance.random() < 0.3]
