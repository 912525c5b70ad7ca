"""What the PostgreSQL index has: summed up by the thousand, and by each listing."""

from __future__ import annotations

from django.db import connection

from search.indexes import Mark, Sums, milliseconds_of
from search.models import IndexEntry


def sums(width: int) -> dict[int, Sums]:
    """By the number of each stretch of so many ids that has any."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [width])
        return {stretch: Sums(*map(int, told)) for stretch, *told in cursor.fetchall()}


def marks(first: int, last: int) -> dict[int, Mark]:
    """Those of the listings with ids from `first` up to and without `last`."""
    entries = IndexEntry.objects.filter(is_listed=True, pk__gte=first, pk__lt=last)
    told = entries.values_list("pk", "version", "indexed_at")
    return {pk: Mark(version, milliseconds_of(moment)) for pk, version, moment in told}


_SUMS = """
SELECT resource_id / %s, count(*), sum(version), sum(floor(extract(epoch FROM indexed_at) * 1000))
FROM search_indexentry WHERE is_listed GROUP BY 1
"""
