"""What was asked, one condition at a time: chips that leave it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from capacity.enums import OfferKind
from capacity.pricing.labels import hours_text
from marketplace.language import in_readers_language
from marketplace.money import Money, format_money
from marketplace.pages.formats import quantity_text, short_day_text
from search.enums import Mode, Sort
from search.filters import LEAST, MOST, RANGED
from search.questions import USUAL_KILOMETRES, ranges_of, when_of
from search.request import SearchRequest, SpecificationRange, WallSpan
from search.shown.facets import branch_name

WHEN = ("mode", "hours", "day", "starts", "until", "ends")
WHERE = ("place", "radius", "near")
# Of the page and not of the question.
PASSING = ("cursor", "was")


@dataclass(frozen=True)
class Chip:
    """A condition; `url` is the address without it, empty where it stands among the words of another."""

    label: str
    url: str = ""


class Address:
    """The address of this question, and of the same with something changed."""

    def __init__(self, data: QueryDict) -> None:
        self._data = data.copy()
        for name in PASSING:
            self._data.pop(name, None)

    @property
    def query(self) -> str:
        return self._data.urlencode()

    def without(self, *names: str, value: str | None = None) -> str:
        """Some parameters left out, or one value of one of them."""
        data = self._data.copy()
        for name in names:
            kept = [each for each in data.getlist(name) if value is not None and each != value]
            data.setlist(name, kept)
        _drop_order(data, names)
        return f"?{data.urlencode()}"

    def changed(self, **parameters: str) -> str:
        data = self._data.copy()
        for name, value in parameters.items():
            data[name] = value
        return f"?{data.urlencode()}"


def _drop_order(data: QueryDict, names: tuple[str, ...]) -> None:
    """An order that rests on what was left out goes with it."""
    if "place" in names and data.get("sort") == Sort.DISTANCE:
        del data["sort"]


class Conditions:
    def __init__(
        self, asked: Mapping[str, Any], data: QueryDict, request: SearchRequest, today: date
    ) -> None:
        self._asked, self._request, self._today = asked, request, today
        self.address = Address(data)

    @property
    def query(self) -> str:
        """The question as it was asked, for the rows that are fetched again."""
        return self.address.query

    @cached_property
    def chips(self) -> list[Chip]:
        """Every condition of the list, each with the address that leaves it out."""
        return [*self._words(), *self._boxes(), *self._figures(), *self._place_and_time()]

    def _words(self) -> Iterator[Chip]:
        for name in ("q", "material"):
            if self._asked.get(name):
                yield Chip(self._asked[name], self.address.without(name))

    def _boxes(self) -> Iterator[Chip]:
        for key in self._asked.get("machine") or ():
            yield Chip(branch_name(key), self.address.without("machine", value=key))
        for kind in self._asked.get("kind") or ():
            yield Chip(str(OfferKind(kind).label), self.address.without("kind", value=kind))
        if self._asked.get("instant"):
            yield Chip(_("Instant confirmation"), self.address.without("instant"))
        for name in self._asked.get("certificate") or ():
            yield Chip(name, self.address.without("certificate", value=name))

    def _figures(self) -> Iterator[Chip]:
        for kind in RANGED:
            least, most = self._asked.get(kind + LEAST), self._asked.get(kind + MOST)
            if least is not None or most is not None:
                yield Chip(range_text(kind, least, most), self.address.without(kind + LEAST, kind + MOST))
        for read in self._typed_ranges():
            yield Chip(range_text(read.kind, read.minimum, read.maximum))
        if self._asked.get("ceiling") is not None:
            amount = format_money(Money(self._asked["ceiling"], self._request.currency))
            yield Chip(_("at most %(amount)s") % {"amount": amount}, self.address.without("ceiling"))

    def _typed_ranges(self) -> list[SpecificationRange]:
        """How figures among the words were read."""
        fields = list(ranges_of(self._asked))
        return [each for each in self._request.specifications if each not in fields]

    def _place_and_time(self) -> Iterator[Chip]:
        if self.where_text:
            yield Chip(self.where_text, self.address.without(*WHERE))
        if self.when_text:
            yield Chip(self.when_text, self.address.without(*WHEN))

    @property
    def where_text(self) -> str:
        """`Suzhou · 80 km`; empty where no place was asked."""
        place, near = self._asked.get("place"), self._asked.get("near")
        if not (place or near):
            return ""
        radius = quantity_text(plain(self._asked.get("radius") or USUAL_KILOMETRES))
        return f"{place.name if place else _('Near me')} · {radius} km"

    @property
    def when_text(self) -> str:
        """`8 h in a row · 2 Mar–5 Mar`; empty where no time was asked."""
        when = when_of(self._asked, self._today)
        if when is None or not isinstance(when.span, WallSpan):
            return ""
        span = when.span
        days = short_day_text(span.first)
        if span.last != span.first:
            days = f"{days}–{short_day_text(span.last)}"
        if when.mode == Mode.WHOLE:
            return f"{days} {span.starts:%H:%M}–{span.ends:%H:%M}"
        told = _("%(length)s in all") if when.mode == Mode.IN_ALL else _("%(length)s in a row")
        return f"{told % {'length': hours_text(when.minutes or 0)}} · {days}"


def range_text(kind: str, least: Decimal | None, most: Decimal | None) -> str:
    """`X travel ≥ 500 mm`, `Accuracy 3…10 µm`."""
    shape = RANGED[kind]
    name = in_readers_language(shape.name_zh, shape.name_en)
    if least is not None and most is not None:
        bound = f"{quantity_text(plain(least))}…{quantity_text(plain(most))}"
    elif least is not None:
        bound = f"≥ {quantity_text(plain(least))}"
    else:
        bound = f"≤ {quantity_text(plain(most or Decimal()))}"
    return " ".join(filter(None, (name, bound, shape.unit)))


def plain(value: Decimal | int) -> str:
    """Without trailing noughts: `500`, `0.5`."""
    told = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return told.rstrip("0").rstrip(".") if "." in told else told
