"""
The indexes of Elasticsearch: one behind an alias that all ask, and now and then a new one being filled.

Each document carries its resource's version as an external one, so that a late, doubled or reordered
write does no harm. Writes go to every index of the family, so that one being filled misses none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.documents import ListingDocument
from search.elastic import holdings
from search.elastic.client import client
from search.elastic.mapping import is_otherwise, mapping, source_of
from search.elastic.reaching import reached
from search.indexes import Mark, Sums, moment_of
from search.models import Clock
from search.request import BackendAway
from search.slots import slot_before

ALIAS = "rongtong-listings"
BATCH = 500
MISSED, GONE = 409, 404  # the index has a newer version; the index has none, or is dropped
OVERLOADED = (429, 503)
SETTINGS = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",  # a copy as soon as there is a second node
    "gc_deletes": "1h",  # so long the engine knows the version of what was removed
    "mapping.total_fields.limit": 4_000,  # some for each length of window, day of the ring and specification
}


# A new index is asked by nobody, and is filled again if the engine goes.
FILLED = {"refresh_interval": "-1", "translog.durability": "async"}
SERVING = {"refresh_interval": "1s", "translog.durability": "request"}


FILLING_SECONDS, RETRIES = 60, 3


class OneIndex:
    """One index, or the one that an alias means; `search.indexes` says what its methods promise."""

    name = "elastic"

    def __init__(self, connected: Elasticsearch, target: str) -> None:
        self.client, self.target = connected, target

    def __reduce__(self) -> tuple[Callable[[str], OneIndex], tuple[str]]:
        """In another process it is asked over connections of its own."""
        return _reopened, (self.target,)

    def put(self, documents: Sequence[ListingDocument], *, now: datetime) -> None:
        """Write the documents whole."""
        Clock.objects.keys_of({(each.zone, each.notice_minutes) for each in documents})
        with reached():
            for name in self._written():
                bodies = ({"_source": source_of(each, now=now)} for each in documents)
                versions = (_versioned("index", name, each.resource_id, each.version) for each in documents)
                self._bulk(version | body for version, body in zip(versions, bodies, strict=True))

    def remove(self, versions: Mapping[int, int], *, now: datetime) -> None:
        """Take out the listings of these resources, each as of a version."""
        with reached():
            for name in self._written():
                self._bulk(_versioned("delete", name, pk, version) for pk, version in versions.items())

    def held(self, resource_ids: Collection[int]) -> dict[int, datetime]:
        """Which of these have a listing in the index, and the `now` they were put with."""
        return {pk: moment_of(kept["put_at"]) for pk, kept in self._kept(resource_ids).items()}

    def differing(self, documents: Mapping[int, ListingDocument], *, now: datetime) -> set[int]:
        """Which of these the index lacks, or tells otherwise from `now` on, or as of an older version."""
        kept, since = self._kept(documents), slot_before(now)
        return {pk for pk, each in documents.items() if pk not in kept or is_otherwise(kept[pk], each, since)}

    def sums(self, width: int) -> dict[int, Sums]:
        """What was written so far, summed up by stretches of so many ids."""
        with reached():
            self.refresh()
            return holdings.sums(self.client, self.target, width)

    def marks(self, first: int, last: int) -> dict[int, Mark]:
        with reached():
            return holdings.marks(self.client, self.target, first, last)

    def refresh(self) -> None:
        """Let everything written so far be found at once; never while somebody waits for a page."""
        self.client.indices.refresh(index=self.target)

    def _written(self) -> list[str]:
        return [self.target]

    def _kept(self, resource_ids: Collection[int]) -> dict[int, dict[str, Any]]:
        if not resource_ids:
            return {}
        with reached():
            told = self.client.mget(index=self.target, ids=[str(pk) for pk in resource_ids])
        return {int(each["_id"]): each["_source"] for each in told["docs"] if each.get("found")}

    def _bulk(self, actions: Iterable[dict[str, Any]]) -> None:
        """:raises BulkIndexError: the engine refused a document for what is in it"""
        faults = []
        told = helpers.streaming_bulk(self.client, actions, chunk_size=BATCH, raise_on_error=False)
        for is_done, outcome in told:
            (result,) = outcome.values()
            if not is_done and result["status"] not in (MISSED, GONE):
                faults.append(result)
        if any(fault["status"] in OVERLOADED for fault in faults):
            raise BackendAway(f"Elasticsearch has too much to do: {faults[0]}")
        if faults:
            raise helpers.BulkIndexError(f"{len(faults)} documents were refused", faults)


def _reopened(target: str) -> OneIndex:
    connected = client()
    assert connected is not None
    return OneIndex(patient(connected), target)


def patient(connected: Elasticsearch) -> Elasticsearch:
    """For filling: nobody waits for it, and hours of work are not given up for an engine that is merging."""
    return connected.options(request_timeout=FILLING_SECONDS, retry_on_timeout=True, max_retries=RETRIES)


class ElasticIndex(OneIndex):
    """The index behind the alias, and those beside it that are being filled."""

    def __init__(self, connected: Elasticsearch, alias: str = ALIAS) -> None:
        super().__init__(connected, alias)
        self.alias = alias

    def create(self, now: datetime) -> OneIndex:
        """A new index of the family, empty and not yet asked."""
        name = f"{self.alias}-{now:%Y%m%d%H%M%S%f}"
        # A late write to an index that was dropped must not make it anew: the engine would by itself.
        self.client.indices.put_index_template(
            name=self.alias, index_patterns=[f"{self.alias}-*"], allow_auto_create=False
        )
        self.client.indices.create(index=name, mappings=mapping().to_dict(), settings=SETTINGS | FILLED)
        return OneIndex(patient(self.client), name)

    def serve(self, fresh: OneIndex) -> None:
        """Let the alias mean this index alone, in one step, and drop all others of the family."""
        self.client.indices.put_settings(index=fresh.target, settings=SERVING)
        fresh.refresh()
        actions = [{"remove": {"index": each, "alias": self.alias}} for each in self._asked()]
        actions.append({"add": {"index": fresh.target, "alias": self.alias}})
        self.client.indices.update_aliases(actions=actions)
        self.drop_unasked()

    def is_there(self) -> bool:
        """Whether there is an index to ask."""
        return bool(self.client.indices.exists_alias(name=self.alias))

    def family(self) -> list[str]:
        """Every index of ours: the one that is asked, and those being filled."""
        return sorted(self.client.indices.get_alias(index=f"{self.alias}-*", allow_no_indices=True))

    def drop_unasked(self) -> None:
        """Drop what is not asked any more, or what an ended rebuild has left half filled."""
        asked = self._asked()
        if unasked := [each for each in self.family() if each not in asked]:
            self.client.indices.delete(index=unasked, ignore_unavailable=True)

    def _asked(self) -> list[str]:
        return list(self.client.indices.get_alias(name=self.alias)) if self.is_there() else []

    def _written(self) -> list[str]:
        names = self.family()
        if not names:
            raise BackendAway(f"Elasticsearch has no index {self.alias}.")
        return names


def _versioned(kind: str, name: str, resource_id: int, version: int) -> dict[str, Any]:
    return {
        "_op_type": kind,
        "_index": name,
        "_id": str(resource_id),
        "version": version,
        "version_type": "external_gte",
    }
