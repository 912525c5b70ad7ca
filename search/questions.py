"""From what a reader asked to what a backend answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from capacity.taxonomy import leaves_of
from search.enums import Mode
from search.filters import ANY, LEAST, MOST, RANGED, last_day, sort_of
from search.request import Circle, SearchRequest, SpecificationRange, WallSpan, When
from search.specifications import Reading, read_out
from search.synonyms import terms
from search.vocabulary import Vocabulary

HOUR = 60
USUAL_MINUTES = 60
USUAL_DAYS = 14
USUAL_KILOMETRES = 50
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """
    Who asks, and when: `today` is the date in the marketplace's own zone.

    Who reads many questions at once gives the operators' synonyms, which are else asked for each time.
    """

    now: datetime
    today: date
    size_class: str | None = None
    synonyms: Vocabulary | None = None


def request_of(asked: Mapping[str, Any], reader: Reader) -> SearchRequest:
    """
    The request that cleaned fields mean; a field that is missing or empty asks nothing.

    Figures typed among the words count like ranges of their own.
    """
    words = reading_of(asked)
    cursor = asked.get("cursor")
    return SearchRequest(
        now=reader.now,
        terms=terms(words.text, reader.synonyms),
        classes=frozenset(leaves_of(asked.get("machine") or ())),
        kinds=frozenset(asked.get("kind") or ()),
        certificates=frozenset(asked.get("certificate") or ()),
        is_instant=bool(asked.get("instant")),
        specifications=(*words.ranges, *ranges_of(asked)),
        circle=circle_of(asked),
        when=when_of(asked, reader.today),
        customer_class=reader.size_class,
        budget_minor=asked.get("ceiling"),
        sort=sort_of(asked),
        after=cursor.after if cursor else None,
    )


def words_of(asked: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (asked.get("q"), asked.get("material"))))


def reading_of(asked: Mapping[str, Any]) -> Reading:
    """The words without the figures among them."""
    return read_out(words_of(asked), classes=leaves_of(asked.get("machine") or ()))


def ranges_of(asked: Mapping[str, Any]) -> Iterator[SpecificationRange]:
    for kind in RANGED:
        least, most = asked.get(kind + LEAST), asked.get(kind + MOST)
        if least is not None or most is not None:
            yield SpecificationRange(kind, least, most)


def circle_of(asked: Mapping[str, Any]) -> Circle | None:
    """A place by name before the reader's own; without a radius the usual one."""
    radius = float(asked.get("radius") or USUAL_KILOMETRES)
    if place := asked.get("place"):
        return Circle(place.latitude, place.longitude, radius)
    if point := asked.get("near"):
        return Circle(point[0], point[1], radius)
    return None


def when_of(asked: Mapping[str, Any], today: date) -> When | None:
    """Nothing where neither a day nor hours were asked; an hour where days alone were."""
    mode = asked.get("mode") or Mode.IN_A_ROW
    hours, first, last = (asked.get(name) for name in ("hours", "day", "until"))
    if mode == ANY:
        return None
    if mode == Mode.WHOLE:
        starts, ends = asked.get("starts"), asked.get("ends")
        if first is None or starts is None or ends is None:
            return None
        return When(Mode.WHOLE, WallSpan(first, last or first, starts, ends))
    if hours is None and first is None:
        return None
    return When(
        Mode(mode), WallSpan(*_days(first, last, today)), int(hours * HOUR) if hours else USUAL_MINUTES
    )


def _days(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """From today where no day was asked, for a fortnight; what is past is left out."""
    begins = max(first or today, today)
    ends = last or (begins if first else begins + (USUAL_DAYS - 1) * ONE_DAY)
    return begins, min(max(begins, ends), last_day(today))
