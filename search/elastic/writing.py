"""
The indexes of Elasticsearch: one behind an alias that all ask, and now and then a new one being filled.

Each document carries its resource's version as an external one, so that a late, doubled or reordered
write does no harm. Writes go to every index of the family, so that one being filled misses none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError, helpers

from search.documents import ListingDocument
from search.elastic.mapping import is_otherwise, mapping, source_of
from search.models import Clock
from search.request import BackendAway
from search.slots import slot_before

ALIAS = "rongtong-listings"
BATCH = 500
MOST_FIELDS = 4_000  # a few for each length of window, day of the ring and specification
MISSED, GONE = 409, 404  # the index has a newer version; the index has none


class ElasticIndex:
    """The index behind an alias; `search.indexes.Index` says what its two writes promise."""

    name = "elastic"

    def __init__(self, client: Elasticsearch, alias: str = ALIAS) -> None:
        self.client, self.alias = client, alias

    def put(self, documents: Sequence[ListingDocument], *, now: datetime) -> None:
        """Write the documents whole."""
        learn_clocks(documents)
        with reached():
            for name in self._family_or_away():
                self.load(name, documents, now=now)

    def remove(self, versions: Mapping[int, int], *, now: datetime) -> None:
        """Take out the listings of these resources, each as of a version."""
        with reached():
            for name in self._family_or_away():
                deletes = (_versioned("delete", name, pk, version) for pk, version in versions.items())
                self._bulk(deletes, passed_over=(MISSED, GONE))

    def held(self, resource_ids: Collection[int]) -> dict[int, datetime]:
        """Which of these have a listing in the index, and the `now` they were put with."""
        return {pk: datetime.fromisoformat(kept["put_at"]) for pk, kept in self._kept(resource_ids).items()}

    def differing(self, documents: Mapping[int, ListingDocument], *, now: datetime) -> set[int]:
        """Which of these the index lacks, or tells otherwise from `now` on, or as of an older version."""
        kept, since = self._kept(documents), slot_before(now)
        return {pk for pk, each in documents.items() if pk not in kept or is_otherwise(kept[pk], each, since)}

    def _kept(self, resource_ids: Collection[int]) -> dict[int, dict[str, Any]]:
        if not resource_ids:
            return {}
        with reached():
            told = self.client.mget(index=self.alias, ids=[str(pk) for pk in resource_ids])
        return {int(each["_id"]): each["_source"] for each in told["docs"] if each.get("found")}

    def load(self, name: str, documents: Iterable[ListingDocument], *, now: datetime) -> None:
        """Put the documents into one index, where it has none of a newer version."""
        writes = (
            _versioned("index", name, each.resource_id, each.version) | {"_source": source_of(each, now=now)}
            for each in documents
        )
        self._bulk(writes, passed_over=(MISSED, GONE))

    def create(self, now: datetime) -> str:
        """A new index of the family, empty and not yet asked; its name."""
        name = f"{self.alias}-{now:%Y%m%d%H%M%S%f}"
        settings = {
            "number_of_shards": 1,
            "number_of_replicas": 0,
            "refresh_interval": "1s",
            "mapping.total_fields.limit": MOST_FIELDS,
        }
        aliases: dict[str, dict[str, Any]] = {_door(name): {}}
        self.client.indices.create(
            index=name, mappings=mapping().to_dict(), settings=settings, aliases=aliases
        )
        return name

    def only(self, name: str) -> OneIndex:
        """One index of the family, to be filled."""
        return OneIndex(self, name)

    def serve(self, name: str) -> None:
        """Let the alias mean this index alone, in one step, and drop all others of the family."""
        old = [each for each in self.family() if each != name]
        asked = list(self.client.indices.get_alias(name=self.alias)) if self.is_there() else []
        actions: list[dict[str, Any]] = [{"remove": {"index": each, "alias": self.alias}} for each in asked]
        self.client.indices.update_aliases(actions=[*actions, {"add": {"index": name, "alias": self.alias}}])
        if old:
            self.client.indices.delete(index=old)

    def is_there(self) -> bool:
        """Whether there is an index to ask."""
        return bool(self.client.indices.exists_alias(name=self.alias))

    def family(self) -> list[str]:
        """Every index of ours: the one that is asked, and those being filled."""
        return sorted(self.client.indices.get(index=f"{self.alias}-*", allow_no_indices=True))

    def _family_or_away(self) -> list[str]:
        names = self.family()
        if not names:
            raise BackendAway(f"Elasticsearch has no index {self.alias}.")
        return names

    def drop_unasked(self) -> None:
        """Drop what an ended rebuild has left half filled."""
        asked = list(self.client.indices.get_alias(name=self.alias)) if self.is_there() else []
        old = [each for each in self.family() if each not in asked]
        if old:
            self.client.indices.delete(index=old)

    def refresh(self) -> None:
        """Let everything written so far be found at once; for tests and at the end of a rebuild."""
        self.client.indices.refresh(index=f"{self.alias}-*")

    def _bulk(self, actions: Iterable[dict[str, Any]], *, passed_over: tuple[int, ...]) -> None:
        """:raises BulkIndexError: the engine refused a document for another reason"""
        faults = []
        told = helpers.streaming_bulk(
            self.client, actions, chunk_size=BATCH, raise_on_error=False, require_alias=True
        )
        for is_done, outcome in told:
            (result,) = outcome.values()
            if not is_done and result["status"] not in passed_over:
                faults.append(result)
        if faults:
            raise helpers.BulkIndexError(f"{len(faults)} documents were refused", faults)


class OneIndex:
    """An index that is being filled, for itself."""

    name = "elastic"

    def __init__(self, whole: ElasticIndex, index: str) -> None:
        self.whole, self.index = whole, index

    def put(self, documents: Sequence[ListingDocument], *, now: datetime) -> None:
        learn_clocks(documents)
        with reached():
            self.whole.load(self.index, documents, now=now)

    def remove(self, versions: Mapping[int, int], *, now: datetime) -> None:
        """What is not public is not in a new index."""

    def held(self, resource_ids: Collection[int]) -> dict[int, datetime]:
        return self.whole.held(resource_ids)

    def differing(self, documents: Mapping[int, ListingDocument], *, now: datetime) -> set[int]:
        return self.whole.differing(documents, now=now)


def _door(name: str) -> str:
    """An alias of one index to write through: by its name the engine would make a dropped one anew."""
    return f"{name}-w"


def _versioned(kind: str, name: str, resource_id: int, version: int) -> dict[str, Any]:
    return {
        "_op_type": kind,
        "_index": _door(name),
        "_id": str(resource_id),
        "version": version,
        "version_type": "external_gte",
    }


def learn_clocks(documents: Iterable[ListingDocument]) -> None:
    """A question is asked by every clock that is known, so that none may be missing."""
    clocks = {(each.zone, each.notice_minutes) for each in documents}
    Clock.objects.bulk_create(
        [Clock(zone=zone, notice_minutes=notice) for zone, notice in sorted(clocks)], ignore_conflicts=True
    )


@contextmanager
def reached() -> Iterator[None]:
    """:raises BackendAway: the engine cannot be reached, has no index, or does not answer in time"""
    try:
        yield
    except (TransportError, ApiError) as failure:
        raise BackendAway(f"Elasticsearch does not answer: {failure}") from failure
