"""Claims: what occupies a unit and when. The one table that double booking would have to get past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from capacity.enums import ClaimKind
from marketplace.periods import Period, PeriodField


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self, now: datetime) -> Self:
        """Keep what occupies its unit at `now`: an expired hold does not, swept or not."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)

    def overlapping(self, period: Period) -> Self:
        return self.filter(during__overlap=period)

    def on_resources(self, resource_ids: Iterable[int]) -> Self:
        return self.filter(resource_id__in=list(resource_ids))


class ClaimFields(models.Model):
    unit = models.ForeignKey("capacity.Unit", models.PROTECT, related_name="+")
    resource = models.ForeignKey("capacity.Resource", models.PROTECT, related_name="+")
    during = PeriodField()
    kind = models.CharField(max_length=16, choices=ClaimKind)
    is_shadow = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} of unit {self.unit_id}: {self.during}"


class Claim(ClaimFields):
    """
    A unit is occupied during [start, end), set-up and clean-up inside.

    A claim on a part casts a shadow on the whole: shadows keep the whole from being booked, and let
    other parts of it be. Booking the whole claims every part, so the constraint guards both ways.
    """

    unit = models.ForeignKey("capacity.Unit", models.PROTECT, related_name="claims")
    resource = models.ForeignKey("capacity.Resource", models.PROTECT, related_name="claims")
    booking = models.ForeignKey(
        "capacity.Booking", models.PROTECT, null=True, blank=True, related_name="claims"
    )
    proposal = models.ForeignKey(
        "capacity.Proposal", models.PROTECT, null=True, blank=True, related_name="claims"
    )
    outage = models.ForeignKey(
        "capacity.Outage", models.PROTECT, null=True, blank=True, related_name="claims"
    )
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="claim_never_double",
                expressions=[
                    (Func(F("unit"), F("unit"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_shadow=False),
            ),
            models.CheckConstraint(
                name="claim_finite",
                condition=Q(during__startswith__isnull=False, during__endswith__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_expiry_of_holds_only",
                condition=Q(expires_at__isnull=True)
                | Q(kind__in=[ClaimKind.HOLD, ClaimKind.PROPOSAL, ClaimKind.BOOKING]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("expires_at"), condition=Q(expires_at__isnull=False), name="claim_expiry")
        ]


class ArchivedClaim(ClaimFields):
    """A claim of the past, moved out of the live table; `id` is the one it had there."""

    id = models.BigIntegerField(primary_key=True)
    booking_id = models.BigIntegerField(null=True, db_index=True)
    outage_id = models.BigIntegerField(null=True)
    archived_at = models.DateTimeField()
