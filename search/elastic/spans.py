"""What a question means in slots for each zone and notice of the index, and its minutes by weekly pattern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from search.enums import Mode
from search.models import Clock, WeekPattern
from search.patterns import minutes_by_pattern
from search.request import HORIZON_DAYS, SearchRequest
from search.slots import GRID_MINUTES, Window, slot_after
from search.spans import first_slot, span_of

HORIZON_SLOTS = HORIZON_DAYS * 24 * 60 // GRID_MINUTES


@dataclass(frozen=True)
class Span:
    """
    The slots [first, last) in which the machines of one zone with one of these notices have to be free.

    `minutes` by pattern key are those of a whole period; none where a length is priced instead.
    """

    zone: str
    notices: tuple[int, ...]
    first: int
    last: int
    minutes: Mapping[int, int]


class Spans:
    """Clocks by which nothing of the span can be booked any more are left out."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = spans
        self._by_clock = {(span.zone, notice): span for span in spans for notice in span.notices}

    @classmethod
    def of(cls, request: SearchRequest) -> Self:
        notices: defaultdict[tuple[str, Window], list[int]] = defaultdict(list)
        for zone, notice in Clock.objects.values_list("zone", "notice_minutes"):
            window = _window(request, ZoneInfo(zone), notice)
            if window is not None:
                notices[zone, window].append(notice)
        is_whole = request.when is not None and request.when.mode == Mode.WHOLE
        patterns = dict(WeekPattern.objects.values_list("pk", "quarters")) if is_whole else None
        return cls(
            [
                Span(zone, tuple(sorted(each)), *window, _minutes(window, zone, patterns))
                for (zone, window), each in sorted(notices.items())
            ]
        )

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def at(self, zone: str, notice: int) -> Span | None:
        return self._by_clock.get((zone, notice))


def _minutes(window: Window, zone: str, patterns: Mapping[int, str] | None) -> Mapping[int, int]:
    return {} if patterns is None else minutes_by_pattern(window, ZoneInfo(zone), patterns)


def _window(request: SearchRequest, zone: ZoneInfo, notice: int) -> Window | None:
    """Cut where nothing is free any more: the counts of free minutes end there too."""
    first = first_slot(request.now, notice)
    end = slot_after(request.now) + HORIZON_SLOTS
    if request.when is None:
        return (first, max(first, end))
    window = span_of(request.when, zone, notice_minutes=notice, now=request.now)
    if window is None or request.when.mode == Mode.WHOLE:
        return window
    return (window[0], min(window[1], end)) if window[0] < end else None
