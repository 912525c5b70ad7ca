"""Recording that what is read or sold of a resource changed, under the lock of its tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from capacity.events import ListingChanged
from capacity.operations.versions import raise_versions
from marketplace.events import log


def tell_listings(resource_ids: Iterable[int], *, change: str, now: datetime) -> None:
    """The same of many; the caller holds their locks."""
    versions = sorted(raise_versions(resource_ids).items())
    changed = (ListingChanged(resource_id=pk, version=version, change=change) for pk, version in versions)
    log.record_all(changed, now=now)


def tell_listing(resource_id: int, *, change: str, now: datetime, revision_id: int | None = None) -> None:
    """Raise the resource's version and record the change; the caller holds the lock."""
    version = raise_versions([resource_id])[resource_id]
    log.record(
        ListingChanged(resource_id=resource_id, version=version, revision_id=revision_id, change=change),
        now=now,
    )
