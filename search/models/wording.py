"""The words of searches: what operators declare alike, and what people asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Max, Q, Sum

from search.enums import SynonymKind

LONGEST_PHRASE = 60
LONGEST_ASKED = 200


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def in_use(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def removed_since(self, moment: datetime) -> Self:
        return self.filter(removed_at__gte=moment)


@pghistory.track()
class Synonym(models.Model):
    """
    Words that mean the same, or words that also mean others; in any language.

    Only queries are widened by them: no listing is indexed under a synonym.
    """

    kind = models.CharField(max_length=8, choices=SynonymKind)
    words = ArrayField(models.CharField(max_length=LONGEST_PHRASE))
    # What the words also mean; empty where they mean the same.
    meanings = ArrayField(models.CharField(max_length=LONGEST_PHRASE), default=list, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="synonym_means_something",
                condition=Q(kind=SynonymKind.EQUAL, words__len__gte=2, meanings__len=0)
                | Q(kind=SynonymKind.ONE_WAY, words__len__gte=1, meanings__len__gte=1),
            )
        ]

    def __str__(self) -> str:
        words = " · ".join(self.words)
        return f"{words} → {' · '.join(self.meanings)}" if self.meanings else words


class AskedSearchQuerySet(models.QuerySet["AskedSearch"]):
    def since(self, day: date) -> Self:
        return self.filter(day__gte=day)

    def missed(self) -> models.QuerySet[Any, Any]:
        """By text and language: `in_vain` of `searches` found nothing; the most missed first."""
        by_text = self.values("text", "language").annotate(
            searches=Sum("times"), in_vain=Sum("missed"), last_day=Max("day")
        )
        return by_text.filter(in_vain__gt=0).order_by("-in_vain", "-last_day", "text", "language")


class AskedSearch(models.Model):
    """What was asked for on a day, in what language, how often, and how often in vain; not by whom."""

    day = models.DateField()
    language = models.CharField(max_length=16)
    text = models.CharField(max_length=LONGEST_ASKED)
    times = models.PositiveIntegerField(default=1)
    missed = models.PositiveIntegerField(default=0)
    # How many machines the last of them found.
    last_found = models.PositiveIntegerField()

    objects = AskedSearchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "language", "text"], name="asked_search_once_a_day"),
            models.CheckConstraint(
                name="asked_search_missed_at_most_as_asked", condition=Q(missed__lte=F("times"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} on {self.day}"
