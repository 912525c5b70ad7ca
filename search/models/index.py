"""
The index of the PostgreSQL backend: what search.documents knows, laid out to be searched.

One narrow row per listing (SearchFree) answers questions of time, place and price; the words and
specifications lie in a row of their own (SearchText). Both carry the facts that filters and facets
need, so that a question reads one table where it can. Nothing here refers to capacity's tables:
the index lags and is rebuilt.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from search.models.columns import Bits, Tokens


class ClockManager(models.Manager["Clock"]):
    def keys_of(self, clocks: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """The key of each zone with its notice; a new one is given its key. One query where none is new."""
        known = self._every()
        if missing := sorted(set(clocks) - set(known)):
            rows = [Clock(zone=zone, notice_minutes=notice) for zone, notice in missing]
            self.bulk_create(rows, ignore_conflicts=True)
            known = self._every()
        return known

    def _every(self) -> dict[tuple[str, int], int]:
        rows = self.values_list("zone", "notice_minutes", "pk")
        return {(zone, notice_minutes): pk for zone, notice_minutes, pk in rows}


class Clock(models.Model):
    """A site's zone with a notice: what a span means in slots is reckoned once for each, not for each row."""

    id = models.SmallAutoField(primary_key=True)
    zone = models.CharField(max_length=64)
    notice_minutes = models.PositiveIntegerField()

    objects = ClockManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zone", "notice_minutes"], name="search_clock_once")
        ]

    def __str__(self) -> str:
        return f"{self.zone} with {self.notice_minutes} min notice"


Facets = tuple[str, tuple[str, ...], tuple[str, ...], bool]


class FacetSetManager(models.Manager["FacetSet"]):
    def keys_of(self, facets: Collection[Facets]) -> dict[Facets, int]:
        """The key of each combination; a new one is given its key. One query where none is new."""
        wanted = set(facets)
        known = self._of_classes({resource_class for resource_class, *_others in wanted})
        if missing := sorted(wanted - set(known)):
            rows = [
                FacetSet(resource_class=a, kinds=list(b), certificates=list(c), is_instant=d)
                for a, b, c, d in missing
            ]
            self.bulk_create(rows, ignore_conflicts=True)
            known = self._of_classes({resource_class for resource_class, *_others in wanted})
        return {each: known[each] for each in wanted}

    def _of_classes(self, classes: Collection[str]) -> dict[Facets, int]:
        rows = self.filter(resource_class__in=classes).values_list(
            "resource_class", "kinds", "certificates", "is_instant", "pk"
        )
        return {(a, tuple(b), tuple(c), d): pk for a, b, c, d, pk in rows}


class FacetSet(models.Model):
    """
    What facets count a listing by: few combinations of it occur, and each is kept once.

    So hits are counted by one whole number, and a condition is weighed once for all that share it.
    """

    id = models.AutoField(primary_key=True)
    resource_class = models.CharField(max_length=40)
    kinds = ArrayField(models.CharField(max_length=16))
    certificates = ArrayField(models.CharField(max_length=80))
    is_instant = models.BooleanField()

    objects = FacetSetManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource_class", "kinds", "certificates", "is_instant"], name="search_facets_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_class} {self.kinds} {self.certificates}"


class IndexEntry(models.Model):
    """
    Which version of a resource the index has, and since when; the row lock of its writers.

    It stays when the listing goes, so that a late update of an older version finds it.
    """

    resource_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField()
    is_listed = models.BooleanField()
    indexed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.resource_id}@{self.version}"


class ListingFacts(models.Model):
    """What filters, facets and orders need; `prices` as search.postgres.prices packs them."""

    resource_id = models.BigIntegerField(primary_key=True)
    facets_id = models.IntegerField()
    clock_id = models.SmallIntegerField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    published_at = models.DateTimeField()
    prices = ArrayField(models.BigIntegerField())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"listing of {self.resource_id}"


class SearchText(ListingFacts):
    """Words, those of the title with weight A, and specifications as {kind: [from, to]}."""

    words = Tokens()
    specifications = models.JSONField()

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["words"], name="search_text_words", fastupdate=False)]


class SearchFree(ListingFacts):
    """
    When any unit of the listing is free: a bit for each slot from `first_slot` on, up to the last free one.

    Where its units have several calendars, each is in SearchUnit: a run may not hop between units.
    """

    first_slot = models.IntegerField()
    bits = Bits()
    calendars = models.PositiveSmallIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["facets_id"], name="search_free_facets")]


class SearchUnit(models.Model):
    """One of the calendars of a listing whose units have several."""

    resource_id = models.BigIntegerField(db_index=True)
    first_slot = models.IntegerField()
    bits = Bits()

    def __str__(self) -> str:
        return f"unit of {self.resource_id}"


class SearchSuggestion(models.Model):
    """What is shown when typing ahead, under each of its beginnings."""

    resource_id = models.BigIntegerField(db_index=True)
    shown = models.CharField(max_length=400)
    beginning = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [
            models.Index(OpClass("beginning", "text_pattern_ops"), name="search_suggestion_beginning")
        ]

    def __str__(self) -> str:
        return self.shown
