"""The finder's page: the rows of a question, its facets, and its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from capacity.filters import MachineFilter
from capacity.models import Offer, Resource
from capacity.views.shown.conditions import Conditions
from capacity.views.shown.facets import Facets
from capacity.views.shown.hits import Hit, Reader, hits_of
from capacity.views.shown.searching import Search
from marketplace.accounts.actor import Actor

PAGE_SIZE = 12


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
        self.facets = Facets(self.search)
        self.conditions = Conditions(self.search, asked, self._search)

    def _search(self, cleaned: Mapping[str, Any]) -> Search:
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
