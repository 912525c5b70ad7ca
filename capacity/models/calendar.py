"""Opening hours in the site's wall time, and times a machine is out."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from capacity.enums import OutageKind
from marketplace.language import in_readers_language
from marketplace.periods import PeriodField


@pghistory.track()
class OpeningRule(models.Model):
    """
    Open every week on one weekday, in the site's wall time.

    `closes_at` 00:00 is midnight; a closing before the opening is on the next day.
    """

    resource = models.ForeignKey("capacity.Resource", models.CASCADE, related_name="opening_rules")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # ISO: Monday is 1
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="opening_weekday_iso", condition=Q(weekday__range=(1, 7))),
            models.CheckConstraint(
                name="opening_valid_forwards",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


@pghistory.track()
class OpeningException(models.Model):
    """On this date the weekly rules do not hold: closed, or open at other hours (several rows may add up)."""

    resource = models.ForeignKey("capacity.Resource", models.CASCADE, related_name="opening_exceptions")
    on = models.DateField(_("date"))
    opens_at = models.TimeField(_("opens"), null=True, blank=True)
    closes_at = models.TimeField(_("closes"), null=True, blank=True)
    reason_zh = models.CharField(_("reason"), max_length=120, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource", "on", "opens_at"], nulls_distinct=False, name="exception_once"
            ),
            models.CheckConstraint(
                name="exception_hours_whole",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def is_closure(self) -> bool:
        return self.opens_at is None

    @property
    def reason(self) -> str:
        return in_readers_language(self.reason_zh, self.reason_en)


@pghistory.track()
class Outage(models.Model):
    """
    A time in which units cannot be used: a fault, or planned maintenance.

    Its claims fill only what no booking holds; when a booking that it hits goes, they fill that too.
    """

    resource = models.ForeignKey("capacity.Resource", models.CASCADE, related_name="outages")
    units = models.ManyToManyField("capacity.Unit", related_name="outages")
    kind = models.CharField(_("kind"), max_length=16, choices=OutageKind, default=OutageKind.OUTAGE)
    during = PeriodField()
    reason_zh = models.CharField(_("reason"), max_length=160, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=160, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = []

    def __str__(self) -> str:
        return f"{self.kind} {self.during}"

    @property
    def reason(self) -> str:
        return in_readers_language(self.reason_zh, self.reason_en)
