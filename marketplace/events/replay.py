"""Reading the log of one resource from a version on."""

from __future__ import annotations

from marketplace.events.models import Event

LONGEST_REPLAY = 500


def events_after(resource_id: int, version: int) -> list[Event]:
    """What happened to the resource after the version, in order; the newest where it is too much."""
    missing = Event.objects.filter(resource_id=resource_id, version__gt=version)
    return list(reversed(missing.order_by("-version")[:LONGEST_REPLAY]))
