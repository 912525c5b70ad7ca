"""A row of the finder after a change of its machine: the same place, and what just happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from capacity.availability import free_time
from capacity.models import Resource
from capacity.views.shown.finding import FinderPage, for_row
from capacity.views.shown.hits import Hit, hit_of
from marketplace.pages.formats import moment_text

TAKEN, FREED = "taken", "freed"


@dataclass(frozen=True)
class Said:
    """What happened to the row: taken, with the next gap, or freed."""

    kind: str
    text: str
    at: datetime
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True)
class RowAgain:
    hit: Hit
    said: Said | None


def row_again(page: FinderPage, slug: str, was: str) -> RowAgain | None:
    """The row of a public machine; `was` is the start, as an ISO instant, that the row showed before."""
    pk = Resource.objects.published().filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        return None
    resource = for_row([pk])[pk]
    free = free_time([pk], page.search.window, now=page.now, for_booking=True)
    hit = hit_of(resource, free[pk], page.search.wanted, page.reader)
    return RowAgain(hit, _said(hit, _instant(was), page.now))


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _said(hit: Hit, was: datetime | None, now: datetime) -> Said | None:
    if was is not None and was > now and (hit.earliest is None or hit.earliest.starts_at > was):
        return _taken(hit, was, now)
    if hit.earliest is not None and (was is None or hit.earliest.starts_at < was):
        text = _("Free from %(start)s") % {"start": hit.earliest_text}
        return Said(FREED, text, now)
    return None


def _taken(hit: Hit, was: datetime, now: datetime) -> Said:
    today = now.astimezone(hit.zone).date()
    text = _("The gap from %(start)s was booked.") % {"start": moment_text(was, hit.zone, today=today)}
    if hit.earliest is None:
        return Said(TAKEN, text, now)
    return Said(TAKEN, text, now, hit.url, _("Next gap: %(start)s") % {"start": hit.earliest_text})
