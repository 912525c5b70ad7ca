"""The ten searches that are measured, each asked in many ways that listings by chance give rise to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from capacity.enums import OfferKind
from capacity.models import Resource
from search.enums import Facet, Mode, Sort
from search.filters import LEAST, RANGED
from tests.bench.search.ground import some_ids

API, PAGE, AHEAD = "/api/v1/search/", "/find/", "/find/suggest/"
KILOMETRES = 50
FARTHEST_DAYS = 30

Query = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """What a question may be about, so that it has an answer."""

    title: str
    model: str
    resource_class: str
    near: str
    kinds: tuple[tuple[str, float], ...]  # specifications with a figure

    def word(self, chance: Random) -> str:
        """The model if it has one, or the first word of the title in one of its languages."""
        return chance.choice([self.model, self.title.split(" ")[0]]) or self.title


@dataclass(frozen=True)
class Search:
    name: str
    path: str
    asks: Callable[[Listing, Random], Query]

    def addresses(self, count: int) -> list[str]:
        """The same in each run of one day over the same listings."""
        chance = Random(self.name)
        found = list(listings(count))
        return [
            f"{self.path}?{urlencode(self.asks(found[number % len(found)], chance), doseq=True)}"
            for number in range(count)
        ]


def listings(count: int) -> Iterator[Listing]:
    machines = (
        Resource.objects.filter(pk__in=some_ids(count, seed=5))
        .select_related("site", "published_revision")
        .prefetch_related("published_revision__specifications")
        .order_by("pk")
    )
    for number, each in enumerate(machines):
        revision = each.published_revision
        yield Listing(
            title=revision.title_en if number % 2 else revision.title_zh,
            model=each.model,
            resource_class=each.resource_class,
            near=f"{each.site.latitude:.4f},{each.site.longitude:.4f}",
            kinds=tuple(
                (value.kind, float(value.minimum))
                for value in revision.specifications.all()
                if value.kind in RANGED and value.minimum is not None
            ),
        )


def text(about: Listing, chance: Random) -> Query:
    return {"q": about.word(chance)}


def text_and_specification(about: Listing, chance: Random) -> Query:
    if not about.kinds:
        return text(about, chance)
    kind, figure = chance.choice(about.kinds)
    return {**text(about, chance), kind + LEAST: f"{figure * 0.8:.3f}"}


def text_near_and_free(about: Listing, chance: Random) -> Query:
    return {**text(about, chance), "near": about.near, "radius": KILOMETRES, **_shift(chance)}


def in_a_row(about: Listing, chance: Random) -> Query:
    asked = {"mode": Mode.IN_A_ROW.value, "hours": chance.choice([2, 4, 8, 16]), **_days(chance)}
    return {"machine": about.resource_class, **asked, "sort": Sort.EARLIEST.value}


def in_all(about: Listing, chance: Random) -> Query:
    asked = {"mode": Mode.IN_ALL.value, "hours": chance.choice([10, 20, 40]), **_days(chance)}
    return {"machine": about.resource_class, **asked, "sort": Sort.EARLIEST.value}


def earliest(about: Listing, chance: Random) -> Query:
    kind = chance.choice([OfferKind.BARE_RENTAL, OfferKind.PROCESSING])
    return {"kind": kind.value, "mode": "any", "sort": Sort.EARLIEST.value}


def price(about: Listing, chance: Random) -> Query:
    return {"machine": about.resource_class, **_shift(chance), "sort": Sort.PRICE.value}


def facets(about: Listing, chance: Random) -> Query:
    return {**in_a_row(about, chance), "facet": [each.value for each in Facet]}


def page(about: Listing, chance: Random) -> Query:
    """As a visitor's: words, a length and days, and every count beside the hits."""
    asked = {"mode": Mode.IN_A_ROW.value, "hours": chance.choice([2, 4, 8]), **_days(chance)}
    return {**text(about, chance), **asked}


def ahead(about: Listing, chance: Random) -> Query:
    word = about.word(chance)
    return {"q": word[: chance.randint(1, min(4, len(word)))]}


def _shift(chance: Random) -> Query:
    """The whole of eight hours of one day."""
    first = chance.choice([8, 9, 10])
    day = _day(chance)
    return {"mode": Mode.WHOLE.value, "day": day, "starts": f"{first:02}:00", "ends": f"{first + 8:02}:00"}


def _days(chance: Random) -> Query:
    first = _day(chance)
    return {"day": first, "until": first + timedelta(days=chance.randint(1, 14))}


def _day(chance: Random) -> date:
    return timezone.localdate() + timedelta(days=chance.randint(1, FARTHEST_DAYS))


SEARCHES = (
    Search("text", API, text),
    Search("text + specification", API, text_and_specification),
    Search("text + 50 km + 8 h whole", API, text_near_and_free),
    Search("in a row, earliest, by class", API, in_a_row),
    Search("in all, by class", API, in_all),
    Search("earliest free of everything", API, earliest),
    Search("price of 8 h, by class", API, price),
    Search("in a row, with four facets", API, facets),
    Search("the page, with all facets", PAGE, page),
    Search("typing ahead", AHEAD, ahead),
)
