"""Bringing the index up to date at once, as the events do a moment later."""

from __future__ import annotations

from django.utils import timezone

from capacity.models import Resource
from search.building import build
from search.postgres.writing import PostgresIndex


def index_all() -> None:
    """Everything that is public, as of now; and what is not any more is taken out."""
    now = timezone.now()
    documents = build(Resource.objects.values_list("pk", flat=True), now)
    PostgresIndex().put(list(documents.values()), now=now)
    gone = Resource.objects.exclude(pk__in=documents).values_list("pk", "version")
    PostgresIndex().remove(dict(gone), now=now)
