"""The finder's page: rows, facets with their counts, chips of what was asked, and ways out of an empty list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacity.enums import OfferKind
from capacity.filters import IN_ALL, MachineFilter
from capacity.models import Offer, Resource
from capacity.pricing.labels import hours_text
from capacity.taxonomy import CLASSES, GROUPS, classes_of
from capacity.views.shown.hits import Hit, Reader, hits_of
from capacity.views.shown.searching import Search
from marketplace.accounts.actor import Actor
from marketplace.language import in_readers_language
from marketplace.money import Money, format_money
from marketplace.pages.formats import short_day_text

PAGE_SIZE = 12
MOST_RELAXATIONS = 4
WHEN = ("mode", "hours", "day", "starts", "until", "ends")
CONDITIONS = (("q",), ("machine",), ("kind",), ("instant",), ("place",), ("ceiling",), WHEN)


@dataclass(frozen=True)
class Option:
    """A box of a facet: how many machines it would give under all other conditions."""

    value: str
    label: str
    count: int
    is_on: bool
    is_part: bool = False


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True)
class Relaxation:
    label: str
    url: str
    count: int


def for_row(pks: list[int]) -> dict[int, Resource]:
    """What the rows show of these machines, by id, in a fixed number of queries."""
    offers = Offer.objects.active().prefetch_related("rates", "extras").order_by("pk")
    found = Resource.objects.for_page().prefetch_related(
        "published_revision__specifications", Prefetch("offers", offers)
    )
    return {each.pk: each for each in found.filter(pk__in=pks)}


class FinderPage:
    def __init__(self, asked: QueryDict, *, actor: Actor, now: datetime, today: date) -> None:
        self._data, self.actor, self.now, self.today = asked, actor, now, today
        self.reader = Reader(actor.organisation, now)
        self.filters = MachineFilter(
            asked, Resource.objects.published(), size_class=self.reader.size_class, today=today
        )
        self.filters.form.is_valid()
        self.search = self._search(self.filters.form.cleaned_data)

    def _search(self, cleaned: dict[str, Any]) -> Search:
        return Search(self.filters, cleaned, self.reader, self.today)

    @property
    def form(self) -> Any:
        return self.filters.form

    @property
    def count(self) -> int:
        return len(self.search.found)

    @property
    def heading(self) -> str:
        if not self.count:
            return _("No machine meets all of this")
        if self.search.wanted.is_asked:
            return ngettext(
                "%(count)d machine is free then", "%(count)d machines are free then", self.count
            ) % {"count": self.count}
        return ngettext("%(count)d machine", "%(count)d machines", self.count) % {"count": self.count}

    @cached_property
    def page(self) -> Page[int]:
        return Paginator(self.search.found, PAGE_SIZE).get_page(self._data.get("page"))

    @cached_property
    def hits(self) -> list[Hit]:
        rows = for_row(list(self.page))
        shown = [rows[pk] for pk in self.page if pk in rows]
        return hits_of(shown, self.search.free, self.search.wanted, self.reader)

    @cached_property
    def classes(self) -> list[Option]:
        """The branches that have machines; the classes of a branch that was opened below it."""
        on = set(self.search.asked.get("machine") or ())
        return [option for group in GROUPS for option in self._branch(group, on)]

    def _branch(self, group: str, on: set[str]) -> Iterator[Option]:
        counts = self.search.class_counts
        leaves = classes_of(group)
        is_open = group in on or any(leaf.key in on for leaf in leaves)
        total = sum(counts[leaf.key] for leaf in leaves)
        if total or is_open:
            yield Option(group, _name(GROUPS[group]), total, group in on)
        if is_open:
            for leaf in leaves:
                if counts[leaf.key] or leaf.key in on:
                    yield Option(leaf.key, _name(leaf), counts[leaf.key], leaf.key in on, is_part=True)

    @cached_property
    def kinds(self) -> list[Option]:
        on = set(self.search.asked.get("kind") or ())
        counts = self.search.kind_counts
        return [Option(kind.value, str(kind.label), counts[kind], kind.value in on) for kind in OfferKind]

    @property
    def is_instant(self) -> bool:
        return bool(self.search.asked.get("instant"))

    def _without(self, *names: str, value: str | None = None) -> str:
        """This page's address with some conditions left out, or one value of one of them."""
        data = self._data.copy()
        for name in (*names, "page"):
            kept = [each for each in data.getlist(name) if value is not None and each != value]
            data.setlist(name, kept) if kept and name != "page" else data.pop(name, None)
        return f"?{data.urlencode()}"

    @cached_property
    def chips(self) -> list[Chip]:
        """Every condition of the list, each with the address that leaves it out."""
        asked = self.search.asked
        chips = [Chip(asked[name], self._without(name)) for name in ("q", "place") if asked.get(name)]
        for key in asked.get("machine") or ():
            chips.append(Chip(_name(CLASSES.get(key) or GROUPS[key]), self._without("machine", value=key)))
        for kind in asked.get("kind") or ():
            chips.append(Chip(str(OfferKind(kind).label), self._without("kind", value=kind)))
        if self.is_instant:
            chips.append(Chip(_("Instant confirmation"), self._without("instant")))
        if asked.get("ceiling") is not None:
            amount = format_money(Money(asked["ceiling"], "CNY"))
            chips.append(Chip(_("at most %(amount)s") % {"amount": amount}, self._without("ceiling")))
        if self.search.wanted.is_asked:
            chips.append(Chip(self.when_text, self._without(*WHEN)))
        return chips

    @property
    def when_text(self) -> str:
        """`8 h in a row · 2 Mar–5 Mar`."""
        wanted = self.search.wanted
        first, last = wanted.days(self.today)
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

    @property
    def reset_url(self) -> str:
        return "?"

    @cached_property
    def relaxations(self) -> list[Relaxation]:
        """One condition less each, with what that would give; only those that give something."""
        found = []
        for names in CONDITIONS:
            cleaned = self.search.asked
            if not any(cleaned.get(name) for name in names if name != "mode"):
                continue
            fewer = self._search({**cleaned, **dict.fromkeys(names)})
            if fewer.found:
                found.append(Relaxation(self._relaxed(names), self._without(*names), len(fewer.found)))
        return found[:MOST_RELAXATIONS]

    def _relaxed(self, names: tuple[str, ...]) -> str:
        labels = {
            ("q",): _("Without “%(words)s”") % {"words": self.search.asked.get("q", "")},
            ("machine",): _("Any class"),
            ("kind",): _("However it is sold"),
            ("instant",): _("Also on request"),
            ("place",): _("Anywhere"),
            ("ceiling",): _("At any rate"),
            WHEN: _("At any time"),
        }
        return labels[names]

    @property
    def filter_count(self) -> int:
        """How many facets are on, for the button of a phone."""
        asked = self.search.asked
        return sum(bool(asked.get(name)) for name in ("machine", "kind", "instant", "ceiling"))


def _name(branch: Any) -> str:
    return in_readers_language(branch.name_zh, branch.name_en)
