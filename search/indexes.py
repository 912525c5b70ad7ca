"""What an engine's index has to do, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from search.documents import ListingDocument
from search.slots import EPOCH


class Mark(NamedTuple):
    """Which version of a listing an index has, and the millisecond since the epoch it was put at."""

    version: int
    put_at: int


class Sums(NamedTuple):
    """How many listings a stretch of ids has, with their versions and moments added up."""

    listings: int
    versions: int
    put_at: int


def milliseconds_of(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment_of(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


class Index(Protocol):
    """
    Documents by resource, the newest version winning in whatever order writes come.

    A write of an older version than was written or removed before does nothing; the same version
    again replaces what is there. Both raise BackendAway where the engine cannot be reached.
    """

    name: str

    def put(self, documents: Sequence[ListingDocument], *, now: datetime) -> None:
        """Write the documents whole."""

    def remove(self, versions: Mapping[int, int], *, now: datetime) -> None:
        """Take out the listings of these resources, each as of a version."""

    def held(self, resource_ids: Collection[int]) -> dict[int, datetime]:
        """Which of these have a listing in the index, and the `now` they were put with."""

    def differing(self, documents: Mapping[int, ListingDocument], *, now: datetime) -> set[int]:
        """
        Which of these listings the index lacks, or tells otherwise, or as of an older version.

        Free time is compared from `now` on: what is past is nobody's business.
        """
