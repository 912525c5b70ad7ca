"""What occupies a unit, as the provider sees it: bookings by name, holds, outages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from capacity.enums import BookingState, ClaimKind
from capacity.models import ArchivedClaim, Booking, Claim, Outage
from marketplace.pages.statuses import status
from marketplace.periods import Period

AnyClaim = Claim | ArchivedClaim

SERVED = frozenset(
    {BookingState.CONFIRMED, BookingState.IN_USE, BookingState.DELIVERED, BookingState.COMPLETED}
)
KINDS = {BookingState.HELD: "hold"}


@dataclass(frozen=True)
class Block:
    """One stretch of a unit; `pill` is its key in the status vocabulary, `counts` if it is machine time."""

    key: str
    period: Period
    kind: str
    pill: str
    label: str = ""
    url: str = ""
    counts: bool = False

    @property
    def word(self) -> str:
        return str(status(self.pill).word)


class Known:
    """The bookings and outages behind some claims: two queries."""

    def __init__(self, claims: Iterable[AnyClaim]) -> None:
        rows = list(claims)
        bookings = Booking.objects.select_related("customer")
        self._bookings = bookings.in_bulk({row.booking_id for row in rows if row.booking_id})
        outages = Outage.objects.select_related("resource")
        self._outages = outages.in_bulk({row.outage_id for row in rows if row.outage_id})

    def block(self, claim: AnyClaim, now: datetime) -> Block | None:
        """Nothing for what is over in effect, and for the second claim of a proposal on the same time."""
        booking = self._bookings.get(claim.booking_id or 0)
        if claim.is_shadow:
            return Block(_key(claim), claim.during, "partial", "claim.busy")
        if booking is None:
            return self._own(claim)
        if claim.kind == ClaimKind.PROPOSAL:
            url = booking.get_absolute_url()
            return Block(
                _key(claim), claim.during, "proposal", "booking.requested", str(booking.customer), url
            )
        return _booked(claim, booking, now)

    def _own(self, claim: AnyClaim) -> Block:
        """An outage, maintenance, or a time of the owner's own calendar."""
        outage = self._outages.get(claim.outage_id or 0)
        url = reverse("workshop:outages", args=[outage.resource.slug]) if outage else ""
        label = outage.reason if outage else ""
        return Block(_key(claim), claim.during, claim.kind, f"claim.{claim.kind}", label, url)


def _booked(claim: AnyClaim, booking: Booking, now: datetime) -> Block | None:
    state = booking.state_at(now)
    if state not in SERVED | {BookingState.HELD, BookingState.REQUESTED}:
        return None
    return Block(
        key=_key(claim),
        period=booking.period,
        kind=KINDS.get(state, state.value),
        pill=pill_of(booking, now),
        label=str(booking.customer),
        url=booking.get_absolute_url(),
        counts=state in SERVED,
    )


def pill_of(booking: Booking, now: datetime) -> str:
    """The state in effect in the provider's words: a request is to be answered by it."""
    state = booking.state_at(now)
    return "booking.to_answer" if state == BookingState.REQUESTED else f"booking.{state}"


def _key(claim: Any) -> str:
    return f"{'a' if isinstance(claim, ArchivedClaim) else 'c'}{claim.pk}"
