"""What an offer asks: rates by class, weekday and time of day, and what comes on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.periods import Period, wall_period

EVERY_DAY = frozenset(range(1, 8))
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class RateTerms:
    """
    One price, in minor units of the offer's currency, and when and for whom it holds.

    The band runs in the site's wall time from `starts_wall` to `ends_wall`, past midnight where
    the end is not after the start (so 00:00 to 00:00 is the whole day), and belongs to the weekday
    (ISO, Monday is 1) on which it begins. `valid_until` is the last day on which it holds.
    """

    unit: str  # a RateUnit
    amount_minor: int
    customer_class: str | None = None  # None: the list price
    weekdays: frozenset[int] = EVERY_DAY
    starts_wall: time = time()
    ends_wall: time = time()
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def band_params(self) -> dict[str, Any]:
        """The band as a price line tells it; nothing where it is the whole week."""
        if self.minutes_a_week == MINUTES_A_DAY * len(EVERY_DAY):
            return {}
        return {
            "weekdays": sorted(self.weekdays),
            "starts": f"{self.starts_wall:%H:%M}",
            "ends": f"{self.ends_wall:%H:%M}",
        }

    @property
    def minutes_a_week(self) -> int:
        """The width of the band: the narrower of two bands is the more specific."""
        starts, ends = (wall.hour * 60 + wall.minute for wall in (self.starts_wall, self.ends_wall))
        return ((ends - starts) % MINUTES_A_DAY or MINUTES_A_DAY) * len(self.weekdays)

    def is_for(self, customer_class: str | None) -> bool:
        return self.customer_class in (None, customer_class)

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_until or day)

    def bands_touching(self, day: date, zone: ZoneInfo) -> Iterator[Period]:
        """The bands that begin on this day or reach into it from the day before."""
        for begun in (day - timedelta(days=1), day):
            if begun.isoweekday() in self.weekdays:
                band = wall_period(begun, self.starts_wall, self.ends_wall, zone)
                if band:
                    yield band


@dataclass(frozen=True)
class ExtraTerms:
    """Something sold with the machine: an operator, training, a consumable."""

    key: str
    kind: str  # an ExtraKind
    unit: str  # an ExtraUnit: by the hour for each machine, once for the booking, or by the piece
    amount_minor: int
    is_required: bool
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class OfferTerms:
    """Everything the price of a booking follows from. Amounts are net, in minor units."""

    kind: str  # an OfferKind
    currency: str
    zone: ZoneInfo  # of the site
    rates: tuple[RateTerms, ...]
    set_up_minor: int = 0
    minimum_charge_minor: int = 0
    tax_basis_points: int = 0
    extras: tuple[ExtraTerms, ...] = ()
    charge_mode: str = "reserved"  # a ChargeMode; bookings older than the choice pay what they reserved
