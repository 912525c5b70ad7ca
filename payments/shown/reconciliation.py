"""The comparison with the gateway as operators read it: the last run, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from payments.enums import DifferenceState
from payments.models import EventReading, ReconciliationItem, ReconciliationRun
from payments.operations.reconciling.running import LONGEST

PAGE_SIZE = 50
WEEK = timedelta(days=7)


class ReconciliationPage:
    def __init__(self, asked: Mapping[str, Any], *, now: datetime) -> None:
        self.now, self._asked = now, asked
        told = asked.get("state", "")
        self.state = DifferenceState(told) if told in DifferenceState.values else DifferenceState.OPEN

    @cached_property
    def run(self) -> ReconciliationRun | None:
        """The newest, be it finished or not."""
        return ReconciliationRun.objects.newest_first().select_related("asked_by").first()

    @cached_property
    def finished(self) -> ReconciliationRun | None:
        """The newest that came to its end."""
        return ReconciliationRun.objects.finished().newest_first().select_related("asked_by").first()

    @property
    def is_under_way(self) -> bool:
        run = self.run
        if run is None or run.finished_at or run.error:
            return False
        return run.asked_at > self.now - LONGEST

    @cached_property
    def events(self) -> EventReading | None:
        return EventReading.last()

    @cached_property
    def missed(self) -> int:
        """Events of the last seven days that nobody had brought us."""
        return EventReading.missed_since(self.now - WEEK)

    @cached_property
    def tabs(self) -> list[tuple[str, Any, int]]:
        counted = dict(ReconciliationItem.objects.values_list("state").annotate(Count("pk")).order_by())
        return [(state.value, state.label, counted.get(state.value, 0)) for state in DifferenceState]

    @cached_property
    def page(self) -> Page[ReconciliationItem]:
        items = ReconciliationItem.objects.filter(state=self.state).select_related("booking", "resolved_by")
        order = "found_at" if self.state == DifferenceState.OPEN else "-resolved_at"
        return Paginator(items.order_by(order, "pk"), PAGE_SIZE).get_page(self._asked.get("page"))
