"""The one client of this process; it keeps its connections open and may be used by every thread."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from elasticsearch import Elasticsearch


def client() -> Elasticsearch | None:
    """Nothing where ELASTICSEARCH_URL is not set."""
    return _client_of(settings.ELASTICSEARCH_URL) if settings.ELASTICSEARCH_URL else None


@cache
def _client_of(url: str) -> Elasticsearch:
    return Elasticsearch(url)
