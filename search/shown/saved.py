"""The page of a member's saved searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.pages.formats import short_day_text
from search.filters import SearchFilter
from search.forms import WishesForm
from search.keys import Days
from search.models import SavedSearch
from search.models.saved import LONGEST_NAME
from search.operations.saved_searches import UNDO_WITHIN
from search.questions import USUAL_DAYS, Reader, request_of
from search.shown.conditions import Conditions
from search.standing import days_named
from search.synonyms import current


@dataclass(frozen=True)
class Row:
    """One saved search. `labels` are its conditions in words, none where it cannot be read any more."""

    saved: SavedSearch
    form: WishesForm
    labels: list[str]
    is_readable: bool
    is_over: bool
    unread: int


class SavedPage:
    """`bound` is a form that was refused, in the place of that of its search."""

    def __init__(
        self, actor: Actor, now: datetime, bound: tuple[SavedSearch, WishesForm] | None = None
    ) -> None:
        self._actor, self._now, self._bound = actor, now, bound

    @cached_property
    def rows(self) -> list[Row]:
        unread = Count("matches", filter=Q(matches__read_at__isnull=True))
        own = SavedSearch.objects.of(self._actor).live().annotate(unread=unread).order_by("-pk")
        return [self._row(saved) for saved in own]

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._now, timezone.localdate(self._now), synonyms=current())

    def _row(self, saved: SavedSearch) -> Row:
        today = self._reader.today
        labels = labels_of(saved.query, self._reader)
        is_bound = self._bound is not None and self._bound[0] == saved
        return Row(
            saved=saved,
            form=self._bound[1] if self._bound and is_bound else WishesForm.of(saved),
            labels=labels or [],
            is_readable=labels is not None,
            is_over=saved.last_on is not None and saved.last_on < today,
            unread=saved.unread,  # type: ignore[attr-defined]  # annotated
        )

    @cached_property
    def deleted(self) -> list[SavedSearch]:
        """What can still be brought back, the last first."""
        own = SavedSearch.objects.of(self._actor)
        return list(own.filter(deleted_at__gt=self._now - UNDO_WITHIN).order_by("-deleted_at")[:5])


def labels_of(query: str, reader: Reader) -> list[str] | None:
    """The conditions in the reader's words; nothing where they cannot be read any more."""
    data = QueryDict(query)
    filters = SearchFilter(data, today=reader.today)
    if not filters.form.is_valid():
        return None
    conditions = Conditions(filters.asked, data, request_of(filters.asked, reader), reader.today)
    moving = _moving_text(conditions, days_named(filters.asked))
    return [moving if chip.label == conditions.when_text else chip.label for chip in conditions.chips]


def _moving_text(conditions: Conditions, named: Days) -> str:
    """The days of a question that names none move with today: they are told as that."""
    length, dot, _days = conditions.when_text.partition(" · ")
    if named.first is not None or not dot:
        return conditions.when_text
    if named.last is not None:
        until = _("until %(day)s") % {"day": short_day_text(named.last)}
    else:
        until = _("the next %(days)d days") % {"days": USUAL_DAYS}
    return f"{length}{dot}{until}"


def reader_at(now: datetime) -> Reader:
    return Reader(now, timezone.localdate(now))


def name_for(labels: Sequence[str]) -> str:
    """A name to begin with: what was asked, as long as there is room."""
    name = " · ".join(labels) or _("All machines")
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip(" ·") + "…"
