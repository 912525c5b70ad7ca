"""A payment and its booking at one moment, and moments in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.pages.formats import day_text, near_text, when_text
from payments.models import PaymentPlan


@dataclass(frozen=True)
class Seen:
    plan: PaymentPlan
    booking: Booking
    now: datetime

    @property
    def state(self) -> BookingState:
        return self.booking.state_at(self.now)

    @property
    def _zone(self) -> ZoneInfo:
        return self.booking.resource.site.zone

    def near(self, moment: datetime) -> str:
        """The clock alone on the present day of the site, the date as well on any other."""
        return near_text(moment, self._zone, now=self.now)

    def when(self, moment: datetime) -> str:
        """The same behind a verb."""
        return when_text(moment, self._zone, now=self.now)

    def day(self, day: date) -> str:
        return day_text(day, today=self.now.astimezone(self._zone).date())
