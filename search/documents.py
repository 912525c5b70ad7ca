"""A published listing as both engines index it: plain data, rebuilt whole from the database each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from marketplace.money import share
from search.slots import Window, merged

# The open end of a specification: wider than any column of capacity holds.
FAR_END = Decimal(10) ** 12


@dataclass(frozen=True)
class PriceBasis:
    """
    What one customer class pays by the first offer that sells time: gross minor units.

    `rates` maps the key of a weekly pattern (search.models.WeekPattern) to the amount of an hour in it;
    `basic_minor` is the rate of the pattern that covers most of the week.
    """

    currency: str
    rates: Mapping[int, int]
    basic_minor: int
    set_up_minor: int = 0  # with the extras that are always charged once
    minimum_minor: int = 0

    def for_length(self, minutes: int) -> int:
        """The price of so many minutes at the basic rate."""
        return self._total(minutes * self.basic_minor)

    def for_hours(self, minutes: Mapping[int, int]) -> int:
        """The price of a period that has so many minutes of each pattern."""
        return self._total(sum(rate * minutes.get(key, 0) for key, rate in self.rates.items()))

    def _total(self, minute_amounts: int) -> int:
        return max(self.minimum_minor, share(minute_amounts, 1, 60)) + self.set_up_minor


@dataclass(frozen=True, kw_only=True)
class ListingDocument:
    """
    One resource. Nothing private is in it: no street, no draft text, no contact.

    `windows` are those of each distinct unit calendar that has any. `prices` has every customer class
    that can buy time, "" for the list's. An open end of a specification is FAR_END of documents.
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
