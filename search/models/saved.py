"""Saved searches, and what was found for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from capacity.models import Resource
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Membership
from search.enums import Cause, Telling

LONGEST_NAME, LONGEST_QUERY, LONGEST_KEY = 80, 2_000, 240
LIVE = Q(deleted_at__isnull=True)
WATCHING = LIVE & Q(paused_at__isnull=True)
CORNERS = Q(south__isnull=False, north__isnull=False, west__isnull=False, east__isnull=False)


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, actor: Actor) -> Self:
        """Keep those of this member: a person in one organisation."""
        return self.filter(membership=actor.membership) if actor.membership else self.none()

    def live(self) -> Self:
        return self.filter(LIVE)

    def watching(self) -> Self:
        """Keep those that wait for something."""
        return self.filter(WATCHING)

    def with_any_key(self, keys: Collection[str]) -> Self:
        """By the one index that finds saved searches for a listing."""
        return self.filter(keys__overlap=list(keys))

    def reaching(self, latitude: float | None, longitude: float | None) -> Self:
        """Keep those without a place, and those whose box the point lies in."""
        anywhere = Q(south__isnull=True)
        if latitude is None or longitude is None:
            return self.filter(anywhere)
        inside = Q(south__lte=latitude, north__gte=latitude, west__lte=longitude, east__gte=longitude)
        return self.filter(anywhere | inside)

    def within_days(self, first: date, last: date) -> Self:
        """Keep those whose days, where they name any, meet these."""
        begun = Q(first_on__isnull=True) | Q(first_on__lte=last)
        return self.filter(begun, Q(last_on__isnull=True) | Q(last_on__gte=first))

    def sold_as(self, kinds: Collection[str], *, is_instant: bool) -> Self:
        found = self.filter(Q(kinds=[]) | Q(kinds__overlap=list(kinds))) if kinds else self.filter(kinds=[])
        return found if is_instant else found.filter(is_instant=False)


@pghistory.track(exclude=["asked", "keys", "counted_on", "counted", "last_told_at"])
class SavedSearch(models.Model):
    """
    A question of the finder that a member keeps, and how to tell what newly answers it.

    `query` is what the address bar holds, normalised; it alone says what is asked. `asked` is the same
    read, as search.questions_kept writes it. The columns from `keys` to `is_instant` find the searches
    that a listing may answer (search.keys); they may let through too many, never too few.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    asked = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    telling = models.CharField(max_length=8, choices=Telling, default=Telling.AT_ONCE)

    keys = ArrayField(models.CharField(max_length=LONGEST_KEY))
    south = models.FloatField(null=True)
    north = models.FloatField(null=True)
    west = models.FloatField(null=True)
    east = models.FloatField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    kinds = ArrayField(models.CharField(max_length=16), default=list)
    is_instant = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    last_told_at = models.DateTimeField(null=True)
    # How many matches there were on the day: what is told of them is limited.
    counted_on = models.DateField(null=True)
    counted = models.PositiveIntegerField(default=0)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "query"], condition=LIVE, name="saved_search_once"),
            models.CheckConstraint(name="saved_search_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="saved_search_telling_known", condition=Q(telling__in=Telling.values)
            ),
            models.CheckConstraint(name="saved_search_findable", condition=Q(keys__len__gte=1)),
            models.CheckConstraint(
                name="saved_search_box_whole",
                condition=Q(south__isnull=True, north__isnull=True, west__isnull=True, east__isnull=True)
                | Q(CORNERS, south__lte=F("north"), west__lte=F("east")),
            ),
            models.CheckConstraint(
                name="saved_search_days_forwards",
                condition=Q(first_on__isnull=True) | Q(last_on__isnull=False, first_on__lte=F("last_on")),
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["keys"], name="saved_search_keys", condition=WATCHING, fastupdate=False)
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


class MatchQuerySet(models.QuerySet["SavedSearchMatch"]):
    def of(self, actor: Actor) -> Self:
        """Keep those of this member's searches that are not deleted."""
        if actor.membership is None:
            return self.none()
        return self.filter(saved_search__membership=actor.membership, saved_search__deleted_at__isnull=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_page(self) -> Self:
        return self.select_related(
            "saved_search", "resource__provider", "resource__site", "resource__published_revision"
        ).order_by("-pk")


class SavedSearchMatch(models.Model):
    """
    A listing that newly answered a saved search on a day of the marketplace's zone.

    `version` is the listing's. `told_at` is when telling by e-mail was queued, in the same transaction;
    it is empty while the match waits for the daily mail.
    """

    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="matches")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    on = models.DateField()
    version = models.BigIntegerField()
    cause = models.CharField(max_length=8, choices=Cause)
    starts_at = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    matched_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["saved_search", "resource", "on"], name="saved_search_match_once_a_day"
            ),
            models.CheckConstraint(
                name="saved_search_match_cause_known", condition=Q(cause__in=Cause.values)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["saved_search"], condition=Q(told_at__isnull=True), name="saved_search_match_untold"
            ),
            models.Index(
                fields=["saved_search"], condition=Q(read_at__isnull=True), name="saved_search_match_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} for {self.saved_search_id} on {self.on}"


class SeenListing(models.Model):
    """
    A listing as saved searches last saw it: what newly answers is what did not answer before.

    The row is the lock of whoever looks at the listing; no document where it was not public.
    """

    resource_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)
    document: Any = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.resource_id}@{self.version}"
