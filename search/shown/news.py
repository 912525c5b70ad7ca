"""What just happened to a row of the finder: taken, with the next gap, or freed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from capacity.availability import FreeTime
from capacity.models import Resource
from marketplace.pages.formats import moment_text
from marketplace.pages.typed_periods import as_query
from marketplace.periods import Period
from search.request import When
from search.shown.chances import chance, next_chance

TAKEN, FREED = "taken", "freed"


@dataclass(frozen=True)
class Said:
    kind: str
    text: str
    at: datetime
    url: str = ""
    url_label: str = ""


def news_of(
    resource: Resource, free: FreeTime, when: When | None, was: datetime | None, now: datetime
) -> Said | None:
    """What happened since the row showed the start `was`, none if it showed none."""
    first = chance(free, when, now)
    if was is not None and was > now and (first is None or first.starts_at > was):
        return taken_meanwhile(resource, free, when, was, now)
    if first is not None and (was is None or first.starts_at < was):
        return Said(FREED, _("Free from %(start)s") % {"start": _told(first.starts_at, free, now)}, now)
    return None


def taken_meanwhile(
    resource: Resource, free: FreeTime, when: When | None, was: datetime, now: datetime
) -> Said:
    text = _("The gap from %(start)s was booked.") % {"start": _told(was, free, now)}
    gap = chance(free, when, now) or next_chance(free, when, now)
    if gap is None:
        return Said(TAKEN, text, now)
    label = _("Next gap: %(start)s") % {"start": _told(gap.starts_at, free, now)}
    return Said(TAKEN, text, now, _address(resource, gap), label)


def _address(resource: Resource, gap: Period) -> str:
    return f"{resource.get_absolute_url()}?{urlencode(as_query(gap, resource.site.zone))}"


def _told(moment: datetime, free: FreeTime, now: datetime) -> str:
    return moment_text(moment, free.zone, today=now.astimezone(free.zone).date())
