"""Which machines answer a question: narrowed in the database, then by their calendars, in fixed queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from capacity.availability import FreeTime, free_time
from capacity.filters import CHEAPEST, EARLIEST, NEWEST, MachineFilter, cheapest_first, expanded
from capacity.models import Offer, Resource
from capacity.views.shown.hits import Reader, first_chance, strip_start
from capacity.views.shown.wanted import STRIP_DAYS, Wanted
from marketplace.periods import Period

# Beyond this many the calendars of all are not read for one page; the reader is asked to narrow.
MOST_WEIGHED = 2_000
FACETS = frozenset({"machine", "kind", "instant"})
ZONES = timedelta(days=2)


@dataclass
class Candidate:
    """What the facets ask of a machine."""

    resource_class: str
    kinds: set[str] = field(default_factory=set)
    is_instant: bool = False


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


class Search:
    """
    One question, `asked` being the cleaned fields of the finder's form.

    Each facet is counted under all the other conditions, so that a count says what a click would give.
    """

    def __init__(self, filters: MachineFilter, asked: Mapping[str, Any], reader: Reader, today: date) -> None:
        self._filters, self.asked, self.reader, self.today = filters, asked, reader, today
        self.wanted = Wanted.of(asked)

    @property
    def sort(self) -> str:
        return self.asked.get("sort") or EARLIEST

    def _narrowed(self) -> QuerySet[Resource]:
        """The public machines under every condition that is not a facet."""
        found = Resource.objects.published()
        for name, value in self.asked.items():
            if name not in FACETS:
                found = self._filters.filters[name].filter(found, value)
        if self.sort == CHEAPEST:
            return cheapest_first(found, self.reader.size_class, self.today)
        return found.order_by("-published_revision__decided_at", "-pk")

    @cached_property
    def candidates(self) -> dict[int, Candidate]:
        """In the order of the database, at most one more than are weighed."""
        rows = self._narrowed().values_list("pk", "resource_class")[: MOST_WEIGHED + 1]
        found = {pk: Candidate(resource_class) for pk, resource_class in rows}
        offers = Offer.objects.active().filter(resource__in=list(found))
        for pk, kind, is_instant in offers.values_list("resource_id", "kind", "is_instant"):
            found[pk].kinds.add(kind)
            found[pk].is_instant |= is_instant
        return found

    @property
    def is_cut(self) -> bool:
        return len(self.candidates) > MOST_WEIGHED

    @property
    def window(self) -> Period:
        """From now, or from the day the strip begins with, to its end or that of the days in question."""
        first, (_first, last) = strip_start(self.wanted, self.today), self.wanted.days(self.today)
        begin = _midnight(first) - ZONES if first > self.today else self.reader.now
        end = _midnight(max(first + timedelta(days=STRIP_DAYS), last)) + ZONES
        return Period(max(begin, self.reader.now), end)

    @cached_property
    def free(self) -> dict[int, FreeTime]:
        """The calendars of all candidates, in three queries."""
        pks = list(self.candidates)[:MOST_WEIGHED]
        return free_time(pks, self.window, now=self.reader.now, for_booking=True)

    @cached_property
    def chances(self) -> dict[int, Period | None]:
        """The first stretch of each machine that answers, nothing where none does."""
        return {pk: first_chance(free, self.wanted, self.reader.now) for pk, free in self.free.items()}

    def _answers(self, pk: int, *, without: str = "") -> bool:
        """Whether a machine meets all conditions, one facet left out."""
        candidate = self.candidates[pk]
        classes, kinds = self.asked.get("machine"), self.asked.get("kind")
        return (
            (not self.wanted.is_asked or self.chances.get(pk) is not None)
            and (without == "machine" or not classes or candidate.resource_class in expanded(classes))
            and (without == "kind" or not kinds or not candidate.kinds.isdisjoint(kinds))
            and (without == "instant" or not self.asked.get("instant") or candidate.is_instant)
        )

    def _all(self, *, without: str = "") -> Iterable[Candidate]:
        return (each for pk, each in self.candidates.items() if self._answers(pk, without=without))

    @cached_property
    def class_counts(self) -> Counter[str]:
        return Counter(each.resource_class for each in self._all(without="machine"))

    @cached_property
    def kind_counts(self) -> Counter[str]:
        return Counter(kind for each in self._all(without="kind") for kind in each.kinds)

    @cached_property
    def instant_count(self) -> int:
        return sum(each.is_instant for each in self._all(without="instant"))

    @cached_property
    def found(self) -> list[int]:
        """The ids of the machines that answer, in the order asked for."""
        matching = [pk for pk in self.candidates if self._answers(pk)][:MOST_WEIGHED]
        if self.sort in (CHEAPEST, NEWEST):
            return matching
        never = self.reader.now + timedelta(days=10_000)
        starts = {pk: chance.starts_at for pk, chance in self.chances.items() if chance}
        return sorted(matching, key=lambda pk: starts.get(pk, never))
