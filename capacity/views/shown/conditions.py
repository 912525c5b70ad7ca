"""What was asked, one condition at a time: chips that leave it out, and ways out of an empty list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from capacity.enums import OfferKind
from capacity.filters import IN_ALL
from capacity.pricing.labels import hours_text
from capacity.views.shown.facets import branch_name
from capacity.views.shown.searching import Search
from marketplace.money import Money, format_money
from marketplace.pages.formats import short_day_text

MOST_RELAXATIONS = 4
WHEN = ("mode", "hours", "day", "starts", "until", "ends")
CONDITIONS = (("q",), ("machine",), ("kind",), ("instant",), ("place",), ("ceiling",), WHEN)


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True)
class Relaxation:
    """One condition less: the address without it, and how many machines that gives."""

    label: str
    url: str
    count: int


class Conditions:
    """`again` makes the search anew from other cleaned fields."""

    def __init__(self, search: Search, data: QueryDict, again: Callable[[Mapping[str, Any]], Search]) -> None:
        self._search, self._data, self._again = search, data, again

    def _without(self, *names: str, value: str | None = None) -> str:
        """This page's address with some conditions left out, or one value of one of them."""
        data = self._data.copy()
        data.pop("page", None)
        for name in names:
            kept = [each for each in data.getlist(name) if value is not None and each != value]
            data.setlist(name, kept)
        return f"?{data.urlencode()}"

    @cached_property
    def chips(self) -> list[Chip]:
        """Every condition of the list, each with the address that leaves it out."""
        asked = self._search.asked
        chips = [Chip(asked[name], self._without(name)) for name in ("q", "place") if asked.get(name)]
        chips += [
            Chip(branch_name(key), self._without("machine", value=key)) for key in asked.get("machine") or ()
        ]
        chips += [
            Chip(str(OfferKind(kind).label), self._without("kind", value=kind))
            for kind in asked.get("kind") or ()
        ]
        return chips + self._figures_and_times()

    def _figures_and_times(self) -> list[Chip]:
        asked, chips = self._search.asked, []
        if asked.get("instant"):
            chips.append(Chip(_("Instant confirmation"), self._without("instant")))
        if asked.get("ceiling") is not None:
            amount = format_money(Money(asked["ceiling"], "CNY"))
            chips.append(Chip(_("at most %(amount)s") % {"amount": amount}, self._without("ceiling")))
        if self._search.wanted.is_asked:
            chips.append(Chip(self.when_text, self._without(*WHEN)))
        return chips

    @property
    def when_text(self) -> str:
        """`8 h in a row · 2 Mar–5 Mar`."""
        wanted = self._search.wanted
        first, last = wanted.days(self._search.today)
        days = short_day_text(first) if first == last else f"{short_day_text(first)}–{short_day_text(last)}"
        if wanted.starts and wanted.ends:
            return f"{days} {wanted.starts:%H:%M}–{wanted.ends:%H:%M}"
        length = hours_text(wanted.length)
        told = _("%(length)s in all") if wanted.mode == IN_ALL else _("%(length)s in a row")
        return f"{told % {'length': length}} · {days}"

    @property
    def query(self) -> str:
        """The question as it was asked, for the rows that are fetched again."""
        data = self._data.copy()
        for name in ("page", "was"):
            data.pop(name, None)
        return data.urlencode()

    @cached_property
    def relaxations(self) -> list[Relaxation]:
        """One condition less each, with what that would give; only those that give something."""
        found = []
        for names in CONDITIONS:
            cleaned = self._search.asked
            if not any(cleaned.get(name) for name in names if name != "mode"):
                continue
            fewer = self._again({**cleaned, **dict.fromkeys(names)})
            if fewer.found:
                found.append(Relaxation(self._relaxed(names), self._without(*names), len(fewer.found)))
        return found[:MOST_RELAXATIONS]

    def _relaxed(self, names: tuple[str, ...]) -> str:
        labels = {
            ("q",): _("Without “%(words)s”") % {"words": self._search.asked.get("q", "")},
            ("machine",): _("Any class"),
            ("kind",): _("However it is sold"),
            ("instant",): _("Also on request"),
            ("place",): _("Anywhere"),
            ("ceiling",): _("At any rate"),
            WHEN: _("At any time"),
        }
        return labels[names]
