"""Keeping the index up to date. Subscribers re-read: late or doubled events do no harm."""

from __future__ import annotations

from django.utils import timezone

from marketplace.events.models import Event
from search.operations.refreshing import refresh


def reindex(event: Event) -> None:
    """Refresh the resources that the event tells of."""
    many = event.data.get("resource_ids", ())
    refresh([event.resource_id] if event.resource_id is not None else many, now=timezone.now())
