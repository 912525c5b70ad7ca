"""Ways out of an empty list: one condition changed or left out, and how many machines that gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from capacity.pricing.labels import hours_text
from marketplace.language import in_readers_language
from marketplace.pages.formats import short_day_text
from search.enums import Mode
from search.filters import LEAST, MOST, RANGED, last_day
from search.questions import USUAL_KILOMETRES, when_of
from search.request import WallSpan
from search.shown.conditions import WHEN, WHERE, Address

MOST_RELAXATIONS = 4
# Each costs a search: those that give nothing are not looked for without end.
MOST_TRIED = 9
LONGER = timedelta(days=4)
RADII = (25, 50, 100, 200, 500, 1000)
LEFT_OUT: tuple[tuple[tuple[str, ...], Callable[[Mapping[str, Any]], str]], ...] = (
    (("ceiling",), lambda _asked: _("At any price")),
    (("instant",), lambda _asked: _("Also on request")),
    (("certificate",), lambda _asked: _("Whatever the certificates")),
    (("kind",), lambda _asked: _("However it is sold")),
    (("material",), lambda asked: _("Without “%(words)s”") % {"words": asked["material"]}),
    (WHERE, lambda _asked: _("Anywhere")),
    (WHEN, lambda _asked: _("At any time")),
    (("machine",), lambda _asked: _("Any class")),
    (("q",), lambda asked: _("Without “%(words)s”") % {"words": asked["q"]}),
)


@dataclass(frozen=True)
class Relaxation:
    """The address with one change, and how many machines that gives."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class Change:
    label: str
    url: str
    asked: Mapping[str, Any]


class Relaxations:
    """`count` says how many machines answer to other cleaned fields."""

    def __init__(
        self,
        asked: Mapping[str, Any],
        address: Address,
        today: date,
        count: Callable[[Mapping[str, Any]], int],
    ) -> None:
        self._asked, self._address, self._today, self._count = asked, address, today, count

    def some(self) -> list[Relaxation]:
        """The gentlest first; only those that give something."""
        tried = islice(self._changes(), MOST_TRIED)
        counted = (Relaxation(each.label, each.url, self._count(each.asked)) for each in tried)
        return list(islice((each for each in counted if each.count), MOST_RELAXATIONS))

    def _changes(self) -> Iterator[Change]:
        yield from self._of_time()
        yield from self._of_place()
        yield from self._of_figures()
        for names, label in LEFT_OUT:
            if any(self._asked.get(name) is not None and self._asked[name] for name in names):
                fewer = {**self._asked, **dict.fromkeys(names)}
                if names != WHEN or when_of(self._asked, self._today):
                    yield Change(label(self._asked), self._address.without(*names), fewer)

    def _of_time(self) -> Iterator[Change]:
        when = when_of(self._asked, self._today)
        if when is None or when.mode == Mode.WHOLE or not isinstance(when.span, WallSpan):
            return
        later = min(when.span.last + LONGER, last_day(self._today))
        if later > when.span.last:
            label = _("to %(day)s") % {"day": short_day_text(later)}
            first = when.span.first
            more = {**self._asked, "day": first, "until": later}
            url = self._address.changed(day=first.isoformat(), until=later.isoformat())
            yield Change(label, url, more)
        if when.mode == Mode.IN_A_ROW:
            label = _("%(length)s in all") % {"length": hours_text(when.minutes or 0)}
            yield Change(label, self._address.changed(mode=Mode.IN_ALL), {**self._asked, "mode": Mode.IN_ALL})

    def _of_place(self) -> Iterator[Change]:
        if not (self._asked.get("place") or self._asked.get("near")):
            return
        radius = self._asked.get("radius") or USUAL_KILOMETRES
        for wider in RADII:
            if wider >= 2 * radius:
                more = {**self._asked, "radius": Decimal(wider)}
                yield Change(f"{wider} km", self._address.changed(radius=str(wider)), more)
                return

    def _of_figures(self) -> Iterator[Change]:
        for kind, shape in RANGED.items():
            ends = (kind + LEAST, kind + MOST)
            if any(self._asked.get(end) is not None for end in ends):
                name = in_readers_language(shape.name_zh, shape.name_en)
                label = _("Any %(property)s") % {"property": name}
                yield Change(label, self._address.without(*ends), {**self._asked, **dict.fromkeys(ends)})
