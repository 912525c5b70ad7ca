"""The limits of a resource, as data, and the qualifications it may ask for."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organisation
from marketplace.language import in_readers_language


class Qualification(models.Model):
    """A pass that a customer needs for some machines: training, or access to an area."""

    key = models.SlugField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    how_to_get_zh = models.CharField(max_length=300, blank=True)
    how_to_get_en = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_readers_language(self.name_zh, self.name_en)

    @property
    def how_to_get(self) -> str:
        return in_readers_language(self.how_to_get_zh, self.how_to_get_en)


class QualificationGrantQuerySet(models.QuerySet["QualificationGrant"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(granted_on__lte=day).filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day))


class QualificationGrant(models.Model):
    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="qualifications")
    granted_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    objects = QualificationGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["qualification", "organisation"], name="grant_once")
        ]

    def __str__(self) -> str:
        return f"{self.qualification} · {self.organisation}"


@pghistory.track()
class Policy(models.Model):
    """
    Every limit of one resource; an empty limit does not limit.

    The set is what the 137 tools of NIST's NanoFab need (DOMAIN A3), with grid, notice and buffers.
    `off_peak_*`: the limits are relaxed for a period that lies wholly in the off-peak hours
    [off_peak_starts, off_peak_ends) of the site's wall time, or wholly in the weekend.
    """

    resource = models.OneToOneField("capacity.Resource", models.CASCADE, related_name="policy")
    is_operational = models.BooleanField(_("can be booked"), default=True)
    minimum_minutes = models.PositiveIntegerField(_("shortest booking"), null=True, blank=True)
    maximum_minutes = models.PositiveIntegerField(_("longest booking"), null=True, blank=True)
    grid_minutes = models.PositiveIntegerField(_("starts every"), default=15)
    notice_minutes = models.PositiveIntegerField(_("notice"), default=0)
    horizon_days = models.PositiveIntegerField(_("days ahead"), null=True, blank=True)
    set_up_minutes = models.PositiveIntegerField(_("set-up before"), default=0)
    clean_up_minutes = models.PositiveIntegerField(_("clean-up after"), default=0)
    maximum_per_day = models.PositiveIntegerField(_("bookings a day"), null=True, blank=True)
    maximum_future_bookings = models.PositiveIntegerField(_("coming bookings"), null=True, blank=True)
    maximum_future_minutes = models.PositiveIntegerField(_("coming time booked"), null=True, blank=True)
    gap_minutes = models.PositiveIntegerField(_("gap between own bookings"), null=True, blank=True)
    no_show_minutes = models.PositiveIntegerField(_("no-show after"), null=True, blank=True, default=30)
    late_check_out_minutes = models.PositiveIntegerField(_("late check-out"), null=True, blank=True)
    off_peak_starts = models.TimeField(_("off-peak from"), null=True, blank=True)
    off_peak_ends = models.TimeField(_("off-peak to"), null=True, blank=True)
    off_peak_weekend = models.BooleanField(_("weekend is off-peak"), default=False)
    change_notice_minutes = models.PositiveIntegerField(
        _("changes by the customer until"), null=True, blank=True, default=0
    )
    required_qualifications = models.ManyToManyField(Qualification, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="policy_grid_positive", condition=Q(grid_minutes__gte=1)),
            models.CheckConstraint(
                name="policy_length_forwards",
                condition=Q(minimum_minutes__isnull=True)
                | Q(maximum_minutes__isnull=True)
                | Q(minimum_minutes__lte=F("maximum_minutes")),
            ),
            models.CheckConstraint(
                name="policy_off_peak_whole",
                condition=Q(off_peak_starts__isnull=True, off_peak_ends__isnull=True)
                | Q(off_peak_starts__isnull=False, off_peak_ends__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"policy of {self.resource_id}"
