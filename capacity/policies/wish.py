"""What is asked for, and everything the rules need to know to judge it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from capacity.policies.limits import Limits
from marketplace.periods import Period, wall_period


@dataclass(frozen=True)
class Wish:
    """A period on some units of a resource."""

    period: Period
    units: int = 1


@dataclass(frozen=True)
class NeededQualification:
    """A qualification the resource asks for, and when the customer's own ends, if there is one."""

    name: str
    how_to_get: str
    expires_on: date | None = None
    is_granted: bool = False

    def covers(self, day: date) -> bool:
        return self.is_granted and (self.expires_on is None or day < self.expires_on)


@dataclass(frozen=True)
class Situation:
    """
    The resource's side of a wish, loaded once for a window and judged many times.

    `open_periods` are merged; `occupied` maps each unit id to its live claims, buffers inside;
    `own_periods` are the customer's other open bookings of the resource.
    """

    limits: Limits
    zone: ZoneInfo
    now: datetime
    window: Period
    open_periods: list[Period]
    occupied: dict[int, list[Period]]
    own_periods: list[Period] = field(default_factory=list)
    qualifications: list[NeededQualification] = field(default_factory=list)

    def with_buffers(self, period: Period) -> Period:
        """The time a booking of this period claims."""
        return period.widened(
            before=timedelta(minutes=self.limits.set_up_minutes),
            after=timedelta(minutes=self.limits.clean_up_minutes),
        )

    def free_units(self, period: Period) -> list[int]:
        """Ids of the units with nothing in the period and its buffers, in ascending order."""
        during = self.with_buffers(period)
        return sorted(
            unit
            for unit, claims in self.occupied.items()
            if not any(claim.overlaps(during) for claim in claims)
        )

    def is_off_peak(self, period: Period) -> bool:
        """Whether the period lies wholly in off-peak hours or wholly in an off-peak weekend."""
        return _in_weekend(period, self) or _in_off_peak_hours(period, self)


def _in_weekend(period: Period, situation: Situation) -> bool:
    if not situation.limits.off_peak_weekend:
        return False
    wall = period.in_zone(situation.zone)
    day, last = wall.starts_at.date(), (wall.ends_at - timedelta(microseconds=1)).date()
    return day.isoweekday() >= 6 and last.isoweekday() >= 6 and last - day <= timedelta(days=1)


def _in_off_peak_hours(period: Period, situation: Situation) -> bool:
    starts, ends = situation.limits.off_peak_starts, situation.limits.off_peak_ends
    if starts is None or ends is None:
        return False
    wall = period.in_zone(situation.zone)
    for day in (wall.starts_at.date() - timedelta(days=1), wall.starts_at.date()):
        hours = wall_period(day, starts, ends, situation.zone)
        if hours is not None and hours.contains(period):
            return True
    return False
