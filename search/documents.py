"""A published listing as both engines index it: plain data, rebuilt whole from the database each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from search.slots import Window, merged


@dataclass(frozen=True)
class PriceBasis:
    """
    What one customer class pays by the first offer that sells time: gross minor units.

    `rates` maps the key of a weekly pattern (search.patterns) to the amount of an hour in it.
    The price of a period is max(minimum, sum over patterns of hours by rate) plus set-up,
    where set-up includes the extras that are always charged once.
    """

    currency: str
    rates: Mapping[int, int]
    set_up_minor: int = 0
    minimum_minor: int = 0


@dataclass(frozen=True, kw_only=True)
class ListingDocument:
    """
    One resource. Nothing private is in it: no street, no draft text, no contact.

    `windows` are those of each distinct unit calendar; `prices` are by customer class, "" the list's.
    The point is that of the site, rounded to two decimals (about a kilometre).
    """

    resource_id: int
    version: int
    resource_class: str
    zone: str
    city: str
    latitude: float | None
    longitude: float | None
    published_at: datetime
    tokens: tuple[str, ...]  # for matching
    title_tokens: tuple[str, ...]  # the ones that weigh more
    suggestions: tuple[str, ...]  # title in both languages, maker with model, as shown when typing ahead
    kinds: tuple[str, ...]
    certificates: tuple[str, ...]
    is_instant: bool
    specifications: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    prices: Mapping[str, PriceBasis] = field(default_factory=dict)
    notice_minutes: int = 0
    windows: tuple[tuple[Window, ...], ...] = ()

    @property
    def any_unit(self) -> list[Window]:
        """When at least one unit is free: hours in all may change between equal units."""
        return merged(window for unit in self.windows for window in unit)
