"""A policy as it was agreed: plain data, from the record or from a booking's snapshot."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from typing import Any, Self

from capacity.models import Policy
from marketplace.periods import MINUTE, Period


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of capacity.models.Policy; minutes and days, None does not limit."""

    is_operational: bool = True
    minimum_minutes: int | None = None
    maximum_minutes: int | None = None
    grid_minutes: int = 15
    notice_minutes: int = 0
    horizon_days: int | None = None
    set_up_minutes: int = 0
    clean_up_minutes: int = 0
    maximum_per_day: int | None = None
    maximum_future_bookings: int | None = None
    maximum_future_minutes: int | None = None
    gap_minutes: int | None = None
    no_show_minutes: int | None = 30
    late_check_out_minutes: int | None = None
    off_peak_starts: time | None = None
    off_peak_ends: time | None = None
    off_peak_weekend: bool = False
    change_notice_minutes: int | None = 0

    @classmethod
    def of(cls, policy: Policy) -> Self:
        return cls(**{field.name: getattr(policy, field.name) for field in fields(cls)})

    @classmethod
    def from_json(cls, terms: dict[str, Any]) -> Self:
        times = {
            name: time.fromisoformat(terms[name])
            for name in ("off_peak_starts", "off_peak_ends")
            if terms.get(name)
        }
        return cls(**{**terms, **times})

    def no_show_at(self, period: Period) -> datetime:
        """When nobody having checked in counts as a no-show; without a limit, when the period is over."""
        if self.no_show_minutes is None:
            return period.ends_at
        return min(period.starts_at + self.no_show_minutes * MINUTE, period.ends_at)

    def to_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, time) else value
            for name, value in asdict(self).items()
        }
