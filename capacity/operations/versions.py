"""Raising the version of a resource's calendar and telling it, under the lock of its tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from capacity.events import CalendarChanged
from marketplace.events import log
from marketplace.periods import Period


def raise_versions(resource_ids: Iterable[int]) -> dict[int, int]:
    """The new version of each resource; the caller holds their locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE capacity_resource SET version = version + 1 WHERE id = ANY(%s) RETURNING id, version",
            [sorted(resource_ids)],
        )
        return dict(cursor.fetchall())


def tell_calendars(
    resource_ids: Iterable[int], *, cause: str, periods: Sequence[Period], now: datetime
) -> None:
    """Raise the versions of these resources and record that their free time changed in the periods."""
    windows = windows_of(periods)
    versions = sorted(raise_versions(resource_ids).items())
    changed = (
        CalendarChanged(resource_id=resource_id, version=version, cause=cause, windows=windows)
        for resource_id, version in versions
    )
    log.record_all(changed, now=now)


def windows_of(periods: Sequence[Period]) -> list[list[str]]:
    return [[period.starts_at.isoformat(), period.ends_at.isoformat()] for period in periods]
