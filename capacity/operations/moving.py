"""Moving a booking's claims to another period: out and in within one transaction, or not at all."""

from __future__ import annotations

from datetime import datetime

from capacity.enums import ClaimKind
from capacity.models import Booking
from capacity.operations.claiming import claim, release
from capacity.operations.locking import Tree
from capacity.operations.outage_claims import refill
from capacity.operations.situations import around, load_situation
from capacity.policies import Limits, Situation
from marketplace.periods import Period


def situation_without(booking: Booking, period: Period, now: datetime) -> Situation:
    """How the period looks to this booking: its own claims out of the way, its agreed limits in force."""
    return load_situation(
        resource=booking.resource,
        customer=booking.customer,
        window=around(period),
        now=now,
        limits=Limits.from_json(booking.policy_terms),
        without=booking,
    )


def swap_claims(
    tree: Tree, booking: Booking, period: Period, *, situation: Situation
) -> tuple[set[int], list[Period]]:
    """
    Give up all of the booking's time and claim the period instead, on units that are free.

    The units it had are kept where they are free. Returns the resources touched and the time changed.
    """
    old = list(booking.claims.all())
    had = {row.unit_id for row in old}
    touched = release(old)
    free = situation.free_units(period)
    chosen = sorted(free, key=lambda unit_id: (unit_id not in had, unit_id))[: booking.units]
    during = situation.with_buffers(period)
    touched |= claim(tree, unit_ids=sorted(chosen), during=during, kind=ClaimKind.BOOKING, booking=booking)
    freed = [row.during for row in old]
    touched |= refill(tree, freed)
    return touched, [*freed, during]
