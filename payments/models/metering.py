"""What a machine's meter told of one booking."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from capacity.models import Booking
from marketplace.accounts.models import Membership
from marketplace.periods import Period


class MeterReading(models.Model):
    """
    The file a provider sent, read: `intervals` are pairs of ISO instants in which the machine ran.

    It is the usage report of the booking; a bill drawn up by use counts these intervals alone.
    """

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="meter_reading")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    intervals = models.JSONField()
    quantity = models.PositiveIntegerField(null=True, blank=True)
    sent_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="meter_reading_of_something", condition=~Q(intervals=[]))
        ]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.booking_id}"

    @property
    def periods(self) -> list[Period]:
        return [
            Period(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
            for starts, ends in self.intervals
        ]
