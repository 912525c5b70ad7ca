"""What an engine's index has to do, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from search.documents import ListingDocument


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
