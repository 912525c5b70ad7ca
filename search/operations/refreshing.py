"""Bringing every index up to what the database says of some resources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from capacity.models import Resource
from search.building import build
from search.indexes import Index
from search.operations.indexes import kept

BATCH = 200


def refresh(resource_ids: Iterable[int], *, now: datetime, indexes: Sequence[Index] | None = None) -> None:
    """
    Build the documents of these resources once and hand them to the indexes, by default to all.

    What is not public, or not any more, is taken out. Harmless at any time and in any order: the
    version of a resource is read before what it stands for, and an index keeps the newest.
    """
    every = sorted(set(resource_ids))
    for ids in (every[at : at + BATCH] for at in range(0, len(every), BATCH)):
        versions = dict(Resource.objects.filter(pk__in=ids).values_list("pk", "version"))
        documents = build(ids, now)
        gone = {pk: version for pk, version in versions.items() if pk not in documents}
        for index in kept() if indexes is None else indexes:
            if documents:
                index.put(list(documents.values()), now=now)
            if gone:
                index.remove(gone, now=now)
