"""A payment and its booking at one moment, and moments in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.pages.formats import near_text
from payments.models import PaymentPlan


@dataclass(frozen=True)
class Seen:
    plan: PaymentPlan
    booking: Booking
    now: datetime

    @property
    def state(self) -> BookingState:
        return self.booking.state_at(self.now)

    def near(self, moment: datetime) -> str:
        """The clock alone on the present day of the site, the date as well on any other."""
        return near_text(moment, self.booking.resource.site.zone, now=self.now)
