"""The finder's page: the rows of a question, its facets, and its conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from capacity.models import Resource
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from search.cursors import Continuation, write_cursor
from search.enums import Facet, Mode, Sort
from search.filters import SearchFilter, last_day, sort_of
from search.operations.answering import answer
from search.questions import USUAL_KILOMETRES, Reader, reading_of, request_of, words_of
from search.request import Answer, BackendAway, SearchRequest
from search.shown.conditions import Conditions, plain
from search.shown.explaining import Explanation, explain
from search.shown.facets import Facets, kinds_to_show
from search.shown.faults import Fault, faults_of
from search.shown.hits import Hit, Hits
from search.shown.map import FinderMap
from search.shown.relaxations import Relaxation, Relaxations
from search.specifications import Problem

RADII = (10, 25, 50, 100, 200, 500, 1000)
NOBODY = Answer(hits=(), total=0)


class FinderPage:
    def __init__(self, data: QueryDict, *, actor: Actor, now: datetime, today: date) -> None:
        self._data, self.actor, self.now, self.today = data, actor, now, today
        self.filters = SearchFilter(data, today=today, kinds=kinds_to_show(data.getlist("machine")))
        self.asked = self.filters.asked
        size_class = actor.organisation.size_class if actor.organisation else None
        self._reader = Reader(now, today, size_class)
        self.request = self._request(self.asked)
        self.conditions = Conditions(self.asked, data, self.request, today)

    def _request(self, asked: Mapping[str, Any]) -> SearchRequest:
        return request_of(asked, self._reader)

    @property
    def form(self) -> Any:
        return self.filters.form

    @cached_property
    def answer(self) -> Answer:
        """Nobody where no backend answered in time; `is_away` then says so."""
        try:
            return answer(replace(self.request, facets=frozenset(Facet)))
        except BackendAway:
            return NOBODY

    @property
    def is_away(self) -> bool:
        return self.answer is NOBODY

    @cached_property
    def facets(self) -> Facets:
        return Facets(self.asked, self.form, self.answer)

    @property
    def count(self) -> int:
        return self.answer.total

    @property
    def heading(self) -> str:
        if self.is_away:
            return _("No answer in time")
        if not self.count:
            return _("No machine meets all of this")
        if not self.answer.is_total_exact:
            return _("More than %(count)d machines") % {"count": self.count}
        if self.request.when:
            return ngettext(
                "%(count)d machine is free then", "%(count)d machines are free then", self.count
            ) % {"count": self.count}
        return ngettext("%(count)d machine", "%(count)d machines", self.count) % {"count": self.count}

    @property
    def sentence(self) -> str:
        """What was asked in one sentence, where nothing answers to it."""
        asked = pgettext("list separator", ", ").join(chip.label for chip in self.conditions.chips)
        return _("No machine for: %(conditions)s") % {"conditions": asked} if asked else self.heading

    @cached_property
    def hits(self) -> list[Hit]:
        return self._hits.of(self.answer.hits)

    @property
    def _hits(self) -> Hits:
        return Hits(self.request, self.actor.organisation)

    def row(self, slug: str, *, was: datetime | None) -> Hit | None:
        """
        One public machine as it stands now, whether it answers or not.

        `was` is the start that the row showed before.
        """
        pk = Resource.objects.published().filter(slug=slug).values_list("pk", flat=True).first()
        return None if pk is None else self._hits.again(pk, was=was)

    @property
    def map(self) -> FinderMap | None:
        """Nothing where there are no tiles, or nothing to show on them."""
        return FinderMap.of(self.hits, self.request.circle)

    @property
    def exact_total(self) -> int | None:
        """How many machines answer, without more; nothing where nobody can tell."""
        try:
            counted = answer(replace(self.request, after=None, limit=1))
        except BackendAway:
            return None
        return counted.total if counted.is_total_exact else None

    @cached_property
    def faults(self) -> list[Fault]:
        return faults_of(self.form)

    @property
    def mode(self) -> str:
        return str(self.asked.get("mode") or Mode.IN_A_ROW)

    @property
    def last_day(self) -> date:
        return last_day(self.today)

    @property
    def radius(self) -> str:
        return plain(self.asked.get("radius") or USUAL_KILOMETRES)

    @property
    def radii(self) -> list[str]:
        """Those to choose from, and the one in the address."""
        return sorted({*map(str, RADII), self.radius}, key=float)

    @property
    def customer(self) -> Organisation | None:
        return self.actor.organisation

    @property
    def sort(self) -> Sort:
        return self.request.sort

    @cached_property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """
        The orders that this question allows, with their words, and whether it is the one.

        The usual one has no value, so that it follows when the question changes.
        """
        usual = sort_of({**self.asked, "sort": None})
        unasked = {Sort.RELEVANCE: usual != Sort.RELEVANCE, Sort.DISTANCE: self.request.circle is None}
        return [
            ("" if sort == usual else sort.value, str(sort.label), sort == self.sort)
            for sort in Sort
            if not unasked.get(sort)
        ]

    @property
    def before(self) -> int:
        """How many hits stood on the pages before."""
        cursor = self.asked.get("cursor")
        return cursor.seen if cursor else 0

    @property
    def first(self) -> int:
        return self.before + 1

    @property
    def last(self) -> int:
        return self.before + len(self.answer.hits)

    @cached_property
    def next_url(self) -> str:
        if self.answer.next is None:
            return ""
        end = Continuation(self.sort, self.answer.next, self.last)
        return self.conditions.address.changed(cursor=write_cursor(end))

    @cached_property
    def relaxations(self) -> list[Relaxation]:
        if self.is_away:
            return []
        return Relaxations(self.asked, self.conditions.address, self.today, self._count).some()

    def _count(self, asked: Mapping[str, Any]) -> int:
        try:
            return answer(replace(self._request({**asked, "cursor": None}), limit=1)).total
        except BackendAway:
            return 0

    @property
    def words(self) -> str:
        return words_of(self.asked)

    @property
    def unread(self) -> tuple[Problem, ...]:
        """Figures among the words that are none the marketplace knows."""
        return reading_of(self.asked).problems

    @cached_property
    def found_by_words(self) -> int | None:
        """
        How many machines the words find, whatever else was asked; asks once more where all of it found none.

        Nothing without words, on later pages, and where nobody can tell.
        """
        if not self.request.terms or self.request.after or self.is_away:
            return None
        alone = SearchRequest(now=self.now, terms=self.request.terms, sort=self.request.sort)
        if self.count or alone == replace(self.request, customer_class=None):
            return self.count
        try:
            return answer(replace(alone, sort=Sort.RELEVANCE, limit=1)).total
        except BackendAway:
            return None

    @cached_property
    def explanations(self) -> Mapping[int, Explanation]:
        """How each hit was ranked, for operators alone."""
        return explain(self.answer, self.sort) if self.actor.is_operator else {}
