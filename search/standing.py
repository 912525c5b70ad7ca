"""A question that stands: what a saved query string asks, and by what it is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from search.enums import Mode
from search.filters import ANY, SearchFilter, names_of_parameters
from search.keys import Days, Reach, reach_of
from search.questions import Reader, request_of
from search.questions_kept import plain

# Of the page and not of the question.
PASSING = ("cursor",)


class Unreadable(ValueError):
    """Something of the question cannot be read; `fields` says what."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True)
class Standing:
    """A normalised query string, its fields as plain JSON, and by what the search is found."""

    query: str
    asked: Mapping[str, Any]
    reach: Reach

    def columns(self) -> dict[str, Any]:
        """What search.models.SavedSearch keeps of it beside the query."""
        return {"asked": dict(self.asked), **self.reach.columns()}


def stand(data: QueryDict, *, now: datetime) -> Standing:
    """
    The question of an address, to be saved.

    :raises Unreadable: a field cannot be read
    """
    query, today = normalised(data), timezone.localdate(now)
    form = SearchFilter(QueryDict(query), today=today).form
    if not form.is_valid():
        raise Unreadable({name: [str(each) for each in found] for name, found in form.errors.items()})
    asked = form.cleaned_data
    reach = reach_of(request_of(asked, Reader(now, today)), days_named(asked))
    return Standing(query, plain(asked), reach)


def normalised(data: QueryDict) -> str:
    """The same question written one way: known parameters in one order, nothing empty, no page."""
    kept = QueryDict(mutable=True)
    for name in names_of_parameters():
        values = [value.strip() for value in data.getlist(name)] if name not in PASSING else []
        values = sorted({value for value in values if value}) if len(values) > 1 else values
        if any(values):
            kept.setlist(name, values)
    return kept.urlencode()


def days_named(asked: Mapping[str, Any]) -> Days:
    """The days of the question as they were written; they do not move with today."""
    first, last = asked.get("day"), asked.get("until")
    if asked.get("mode") == ANY:
        return Days()
    if asked.get("mode") != Mode.WHOLE and not asked.get("hours") and first is None:
        return Days()
    return Days(first, last or first)
