"""What people searched for, counted by day, so that operators see what is missing; nobody is told apart."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from search.models import AskedSearch
from search.models.wording import LONGEST_ASKED
from search.tokens import normal

# New texts of one day beyond these are not kept: a program that makes them up fills no table.
MOST_A_DAY = 5_000
KEPT = timedelta(days=180)
# Addresses and numbers of persons: such a text is not kept at all.
PERSONAL = re.compile(r"@|\d{7}|(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")

logger = logging.getLogger(__name__)


def remember(*, text: str, total: int, language: str, now: datetime) -> None:
    """
    Count a search of this text that found so many; by its day in the marketplace's own zone.

    Never fails the search: what cannot be kept is logged. One statement for a text known today.
    """
    told = " ".join(normal(text, LONGEST_ASKED).split())[:LONGEST_ASKED]
    if not told or PERSONAL.search(told):
        return
    try:
        with transaction.atomic():
            _count(told, total, language, now)
    except DatabaseError:
        logger.exception("a search could not be remembered")


def _count(text: str, total: int, language: str, now: datetime) -> None:
    day = timezone.localdate(now)
    missed = int(total == 0)
    same = AskedSearch.objects.filter(day=day, language=language, text=text)
    if same.update(times=F("times") + 1, missed=F("missed") + missed, last_found=total):
        return
    if AskedSearch.objects.filter(day=day).count() < MOST_A_DAY:
        row = AskedSearch(day=day, language=language, text=text, missed=missed, last_found=total)
        # Where another process was faster, its row stands for both.
        AskedSearch.objects.bulk_create([row], ignore_conflicts=True)


def forget(*, now: datetime) -> int:
    """Drop what is older than half a year; returns how many rows went."""
    return AskedSearch.objects.filter(day__lt=timezone.localdate(now - KEPT)).delete()[0]
