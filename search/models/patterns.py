"""Weekly patterns by small keys."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from search.patterns import QUARTERS_A_WEEK


class WeekPatternManager(models.Manager["WeekPattern"]):
    def keys_of(self, patterns: Collection[str]) -> dict[str, int]:
        """The key of each pattern; a new one is given its key for good. One query where none is new."""
        known = dict(self.filter(quarters__in=patterns).values_list("quarters", "pk"))
        missing = sorted(set(patterns) - set(known))
        if not missing:
            return known
        self.bulk_create([WeekPattern(quarters=each) for each in missing], ignore_conflicts=True)
        return dict(self.filter(quarters__in=patterns).values_list("quarters", "pk"))


class WeekPattern(models.Model):
    """A set of quarter hours of the week in which one hourly rate holds, as search.patterns writes it."""

    id = models.SmallAutoField(primary_key=True)
    quarters = models.CharField(max_length=QUARTERS_A_WEEK, unique=True)

    objects = WeekPatternManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="week_pattern_whole",
                condition=models.Q(quarters__regex="^[01]+$")
                & models.Q(Exact(Length("quarters"), QUARTERS_A_WEEK)),
            )
        ]

    def __str__(self) -> str:
        return f"pattern {self.pk}"
