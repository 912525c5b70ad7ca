"""Which engine's index is behind the database."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class IndexLagManager(models.Manager["IndexLag"]):
    def begin(self, index: str, *, now: datetime) -> None:
        """It has missed a write, or may have: nobody is answered from it until it is filled anew."""
        lag = IndexLag(index=index, since=now, is_filling=False)
        self.bulk_create([lag], update_conflicts=True, unique_fields=["index"], update_fields=["is_filling"])

    def fill(self, index: str) -> None:
        """It is being filled anew; a write that it misses meanwhile begins the lag again."""
        self.filter(pk=index).update(is_filling=True)

    def end(self, index: str) -> bool:
        """Ask it again, unless it has missed a write since it was being filled; whether that is so."""
        return bool(self.filter(pk=index, is_filling=True).delete()[0])


class IndexLag(models.Model):
    """There is no row where all is well."""

    index = models.CharField(max_length=16, primary_key=True)
    since = models.DateTimeField()
    is_filling = models.BooleanField()

    objects = IndexLagManager()

    def __str__(self) -> str:
        return f"{self.index} since {self.since:%Y-%m-%d %H:%M}"
