"""Holds and answer windows that ended: swept where they are in the way, and by their timers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from capacity.enums import Side, Step
from capacity.models import Booking, Claim, Proposal
from capacity.operations import clock
from capacity.operations.claiming import release
from capacity.operations.locking import Tree, lock_tree
from capacity.operations.outage_claims import refill
from capacity.operations.trail import Change, take_step
from marketplace.accounts.actor import CLOCK


def sweep(tree: Tree, *, now: datetime) -> None:
    """Expire every booking of the tree whose time is over, so that its claims are out of the way."""
    over = Claim.objects.on_resources(tree.by_id).expired(now).values("booking_id")
    for booking in Booking.objects.filter(pk__in=over).order_by("pk"):
        _expire(tree, booking, now=now)


def expire_if_due(booking_id: int, now: datetime) -> None:
    """The timer's handler: harmless when the booking has moved on or was given more time."""
    with transaction.atomic():
        found = Booking.objects.filter(pk=booking_id).values_list("resource_id", flat=True).first()
        if found is None:
            return
        tree = lock_tree(found)
        _expire(tree, Booking.objects.get(pk=booking_id), now=now)


def _expire(tree: Tree, booking: Booking, *, now: datetime) -> None:
    if booking.state_at(now) == booking.state:
        return
    claims = list(booking.claims.all())
    touched = release(claims)
    periods = [claim.during for claim in claims]
    touched |= refill(tree, periods)
    Proposal.objects.filter(booking=booking, closed_at__isnull=True).update(closed_at=now)
    clock.stop_all(booking)
    change = Change(touched=touched, periods=periods)
    take_step(booking, Step.EXPIRE, by=CLOCK, side=Side.CLOCK, now=now, change=change)
