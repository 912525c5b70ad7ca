"""What happens in capacity, as recorded in the event log."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.events.log import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(DomainEvent):
    """
    The free time of a resource changed in `windows`, pairs of ISO instants.

    Its own outage or opening, or a booking of something it is part of or consists of.
    """

    cause: str
    windows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class BookingMoved(DomainEvent):
    """A booking took a step; `windows` is the time whose claims changed, if any did."""

    booking_id: int
    reference: str
    step: str
    step_number: int
    side: str
    from_state: str
    to_state: str
    customer_id: int
    provider_id: int
    windows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ListingChanged(DomainEvent):
    """A listing revision was submitted, decided or withdrawn, or what is sold with it changed."""

    revision_id: int | None = None
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class ListImported(DomainEvent):
    """A provider's equipment list came in: these resources are new or changed."""

    provider_id: int
    resource_ids: list[int]
