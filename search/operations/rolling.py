"""
Moving the index on with the days: its windows end where they were built to end.

A seventh of the listings each night keeps every horizon within a week of where it belongs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Mod

from capacity.models import Rate, Resource
from search.models import IndexEntry
from search.operations.refreshing import refresh
from search.request import HORIZON_DAYS

NIGHTS = 7


def roll_forward(*, now: datetime) -> int:
    """
    Refresh tonight's seventh, and what cannot wait for its night; how many there were.

    These are the listings that the index lacks, those that it has not seen for more than a week (nights
    were missed), those bookable for fewer days ahead, whose own horizon moves, and those whose rates change.
    """
    public = set(Resource.objects.published().values_list("pk", flat=True))
    entries = IndexEntry.objects.filter(is_listed=True)
    indexed = set(entries.values_list("pk", flat=True))
    tonight = entries.alias(night=Mod(F("resource_id"), NIGHTS)).filter(
        Q(night=now.toordinal() % NIGHTS) | Q(indexed_at__lte=now - timedelta(days=NIGHTS + 1))
    )
    near = Resource.objects.filter(policy__horizon_days__lt=HORIZON_DAYS).values_list("pk", flat=True)
    due = set(tonight.values_list("pk", flat=True)) | (set(near) & public) | _repriced(now) & public
    due |= public ^ indexed
    refresh(due, now=now)
    return len(due)


def _repriced(now: datetime) -> set[int]:
    """Resources with a rate that began or ended since last night, whatever their zone."""
    today = now.date()
    lately = (today - timedelta(days=2), today + timedelta(days=1))
    rates = Rate.objects.filter(Q(valid_from__range=lately) | Q(valid_until__range=lately))
    return set(rates.values_list("offer__resource_id", flat=True))
