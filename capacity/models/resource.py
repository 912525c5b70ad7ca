"""What can be booked, and where it stands."""

from __future__ import annotations

from typing import ClassVar, Self
from zoneinfo import ZoneInfo

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from capacity.enums import Regime
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.language import in_readers_language


@pghistory.track()
class Site(models.Model):
    """A place with machines: its wall clock rules their opening hours. The point is WGS-84."""

    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    name_zh = models.CharField(_("Chinese name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    city_zh = models.CharField(_("city"), max_length=80)
    city_en = models.CharField(_("city in English"), max_length=80, blank=True)
    district_zh = models.CharField(_("district"), max_length=80, blank=True)
    district_en = models.CharField(_("district in English"), max_length=80, blank=True)
    street_zh = models.CharField(_("street, shown after confirmation"), max_length=200, blank=True)
    street_en = models.CharField(_("street in English"), max_length=200, blank=True)
    access_note_zh = models.CharField(_("access"), max_length=200, blank=True)
    access_note_en = models.CharField(_("access in English"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="site_point_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def name(self) -> str:
        return in_readers_language(self.name_zh, self.name_en)

    @property
    def city(self) -> str:
        return in_readers_language(self.city_zh, self.city_en)

    @property
    def district(self) -> str:
        return in_readers_language(self.district_zh, self.district_en)

    @property
    def street(self) -> str:
        return in_readers_language(self.street_zh, self.street_en)

    @property
    def access_note(self) -> str:
        return in_readers_language(self.access_note_zh, self.access_note_en)


class ResourceQuerySet(models.QuerySet["Resource"]):
    def published(self) -> Self:
        """Keep what the public may read: an approved revision, not retired."""
        return self.filter(published_revision__isnull=False, retired_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Keep what is public, the actor's own, and everything for an operator."""
        if actor.is_operator:
            return self
        public = Q(published_revision__isnull=False, retired_at__isnull=True)
        return self.filter(public | Q(provider_id=actor.organisation_id or 0))

    def owned_by(self, organisation: Organisation | None) -> Self:
        return self.filter(provider=organisation) if organisation else self.none()

    def for_page(self) -> Self:
        return self.select_related("provider", "site", "published_revision", "policy")


@pghistory.track(exclude=["version"])
class Resource(models.Model):
    """
    A machine, line, instrument or laboratory that can be booked.

    `version` counts every change of its calendar and is raised only under the row's lock.
    """

    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="resources")
    site = models.ForeignKey(Site, models.PROTECT, related_name="resources")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    slug = models.SlugField(max_length=80, unique=True)
    resource_class = models.CharField(_("class"), max_length=40, db_index=True)
    maker = models.CharField(_("maker"), max_length=120, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=120, blank=True)
    year_built = models.PositiveSmallIntegerField(_("year built"), null=True, blank=True)
    regime = models.CharField(_("regime"), max_length=24, choices=Regime, default=Regime.COMMERCIAL)
    asset_number = models.CharField(_("asset number"), max_length=120, blank=True)
    version = models.BigIntegerField(default=0)
    published_revision = models.OneToOneField(
        "capacity.ListingRevision", models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    source_licence = models.CharField(max_length=80, blank=True)
    source_fetched_on = models.DateField(null=True, blank=True)
    source_values = models.JSONField(default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="resource_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
            ),
            models.UniqueConstraint(
                fields=["provider", "source", "source_key"],
                condition=~Q(source_key=""),
                name="resource_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("capacity:resource", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return self.site.zone


class Unit(models.Model):
    """One of a resource's interchangeable units; a claim occupies exactly one."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="units")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(_("label"), max_length=80, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=120, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "number"], name="unit_number_once"),
            models.CheckConstraint(name="unit_number_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.number}"
