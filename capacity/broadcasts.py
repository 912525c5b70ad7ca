"""What the live socket tells of a resource: rendered once for each audience."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone, translation

from capacity import calendars
from capacity.models import Resource
from marketplace.accounts.actor import Actor
from marketplace.events.hub import Audience, Rendered
from marketplace.events.models import Event
from marketplace.events.replay import LONGEST_REPLAY, events_after
from marketplace.periods import Period, at_wall_time

# Beyond this the frame says only that something changed, and the page loads what it shows.
WIDEST_WINDOW = timedelta(days=62)


MOST_WATCHED = 200  # resources, by one socket or in one poll


def visible_ids(actor: Actor, resource_ids: list[int]) -> set[int]:
    possible = [each for each in resource_ids if 0 < each < 2**63]
    return set(Resource.objects.visible_to(actor).filter(pk__in=possible).values_list("pk", flat=True))


@dataclass(frozen=True)
class News:
    """What happened to a resource since a version, and the days of the site it touched, if few."""

    resource: Resource
    since: int
    version: int
    events: list[Event]
    window: Period | None


class ResourceSource:
    """The hub's view of resources; called in a thread."""

    def versions(self, resource_ids: Iterable[int]) -> dict[int, int]:
        return dict(Resource.objects.filter(pk__in=list(resource_ids)).values_list("pk", "version"))

    def render(self, resource_id: int, since: int, audiences: frozenset[Audience]) -> Rendered | None:
        news = read_news(resource_id, since)
        if news is None:
            return None
        return Rendered(news.version, frames(news, audiences, now=timezone.now()))


SOURCE = ResourceSource()


def read_news(resource_id: int, since: int) -> News | None:
    """The version is read first: what happens in between is told again, never missed."""
    resource = Resource.objects.select_related("site").filter(pk=resource_id).first()
    if resource is None:
        return None
    events = [event for event in events_after(resource_id, since) if (event.version or 0) <= resource.version]
    window = None if len(events) >= LONGEST_REPLAY else touched_days(events, resource)
    return News(resource, since, resource.version, events, window)


def touched_days(events: list[Event], resource: Resource) -> Period | None:
    """From the first to the last day of the site that the events touched; nothing if there are too many."""
    moments = [
        datetime.fromisoformat(moment)
        for event in events
        for window in event.data.get("windows", ())
        for moment in window
    ]
    if not moments:
        return None
    zone = resource.site.zone
    first, last = (moment.astimezone(zone).date() for moment in (min(moments), max(moments)))
    days = Period(at_wall_time(first, time(), zone), at_wall_time(last + timedelta(days=1), time(), zone))
    return days if days.duration <= WIDEST_WINDOW else None


def frames(news: News, audiences: frozenset[Audience], *, now: datetime) -> dict[Audience, str]:
    """
    One encoded frame for each audience that differs: strangers of a language share theirs.

    Only parties learn of bookings, and only of those they are a party to.
    """
    organisations = {organisation for organisation, _language in audiences if organisation is not None}
    viewers = calendars.parties_of(news.resource, organisations | _former_parties(news))
    units = list(news.resource.units.filter(retired_at__isnull=True).values_list("pk", flat=True))
    claims = calendars.load_claims(news.resource, news.window, now=now) if news.window else []
    rendered: dict[Audience, str] = {}
    for organisation, language in audiences:
        viewer = viewers.get(organisation or 0, calendars.STRANGER)
        is_concerned = viewer.is_party or organisation in _former_parties(news)
        key = (organisation if is_concerned else None, language)
        if key not in rendered:
            with translation.override(language):
                blocks = calendars.blocks(news.resource, claims, units, viewer)
                rendered[key] = json.dumps(frame(news, blocks, key[0]), ensure_ascii=False)
        rendered[organisation, language] = rendered[key]
    return rendered


def _former_parties(news: News) -> set[int]:
    """Who was a party to one of the bookings told of, even if it has ended."""
    bookings = [event.data for event in news.events if "booking_id" in event.data]
    return {data["customer_id"] for data in bookings} | {data["provider_id"] for data in bookings}


def frame(news: News, blocks: list[calendars.Block], organisation: int | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "change",
        "resource": news.resource.pk,
        "version": news.version,
        "since": news.since,
        "bookings": _bookings(news, organisation),
    }
    if news.window is not None:
        wall = news.window.in_zone(news.resource.site.zone)
        told |= {
            "from": f"{wall.starts_at:%Y-%m-%dT%H:%M}",
            "to": f"{wall.ends_at:%Y-%m-%dT%H:%M}",
            "blocks": [calendars.to_json(block, news.resource) for block in blocks],
        }
    return told


def _bookings(news: News, organisation: int | None) -> list[dict[str, str]]:
    """The last state told of each booking that the organisation is a party to."""
    states = {
        event.data["reference"]: event.data["to_state"]
        for event in news.events
        if "booking_id" in event.data
        and organisation in (event.data["customer_id"], event.data["provider_id"])
    }
    return [{"reference": reference, "state": state} for reference, state in states.items()]
