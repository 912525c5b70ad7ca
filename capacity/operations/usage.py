"""Using what was booked: check-in, the usage report, acceptance, and nobody coming."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import BookingState, Side, Step, UsageMode
from capacity.models import Booking
from capacity.operations import clock
from capacity.operations.claiming import cut_short
from capacity.operations.holds import lock_booking
from capacity.operations.locking import Tree
from capacity.operations.outage_claims import refill
from capacity.operations.refusals import IllegalStep, Refused
from capacity.operations.trail import Change, side_for, take_step
from capacity.policies import Limits
from marketplace.accounts.actor import CLOCK, Actor
from marketplace.periods import MINUTE, Period

EARLY_CHECK_IN = timedelta(minutes=30)


class BadUsage(Refused):
    """The reported times cannot be: backwards, in the future, or later than the policy allows."""


def check_in(*, booking: Booking, by: Actor, now: datetime) -> Booking:
    """
    Begin to use, from half an hour before the start on.

    :raises IllegalStep: too early, or not confirmed
    """
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        side = side_for(booking, Step.CHECK_IN, by, now)
        if now < booking.period.starts_at - EARLY_CHECK_IN:
            raise IllegalStep(_("Check-in opens 30 minutes before the start."))
        if now >= booking.period.ends_at:
            raise IllegalStep(_("The booked period is over."))
        clock.watch_end(booking, booking.period)
        change = Change(fields={"checked_in_at": now})
        take_step(booking, Step.CHECK_IN, by=by, side=side, now=now, change=change)
        return booking


def deliver(
    *,
    booking: Booking,
    by: Actor,
    now: datetime,
    checked_out_at: datetime,
    quantity: int | None = None,
    message: str = "",
) -> Booking:
    """
    Report how long the machine was really used; what was reserved and not used is free at once.

    :raises BadUsage: the end is before check-in, in the future, or past the late check-out limit
    """
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.DELIVER, by, now)
        _check_usage(booking, checked_out_at, now)
        _report(
            tree, booking, by=by, side=side, now=now, until=checked_out_at, quantity=quantity, message=message
        )
        return booking


def _check_usage(booking: Booking, checked_out_at: datetime, now: datetime) -> None:
    since = booking.checked_in_at or booking.period.starts_at
    if not since < checked_out_at <= now:
        raise BadUsage(_("The end of use lies after check-in and not in the future."))
    late = Limits.from_json(booking.policy_terms).late_check_out_minutes
    if late is not None and checked_out_at > booking.period.ends_at + late * MINUTE:
        raise BadUsage(
            _("Check-out is possible up to %(minutes)s minutes after the end.") % {"minutes": late}
        )


def _report(
    tree: Tree,
    booking: Booking,
    *,
    by: Actor,
    side: Side,
    now: datetime,
    until: datetime,
    quantity: int | None,
    message: str,
) -> None:
    touched, periods = _give_back(tree, booking, until)
    accept_by = now + clock.ACCEPTANCE
    clock.watch_acceptance(booking, accept_by)
    change = Change(
        fields={
            "checked_out_at": until,
            "accept_by": accept_by,
            "usage": usage_of(booking, until=until, quantity=quantity),
        },
        message=message,
        touched=touched,
        periods=periods,
    )
    take_step(booking, Step.DELIVER, by=by, side=side, now=now, change=change)


def _give_back(tree: Tree, booking: Booking, until: datetime) -> tuple[set[int], list[Period]]:
    """Free the reserved time after `until`, the clean-up kept."""
    clean_up = Limits.from_json(booking.policy_terms).clean_up_minutes * MINUTE
    touched, freed = cut_short(booking.claims.all(), at=until + clean_up)
    return touched | refill(tree, freed), freed


def usage_of(booking: Booking, *, until: datetime, quantity: int | None) -> dict[str, Any]:
    """
    Reserved, used and overage in minutes of machine time, and the count of pieces or samples.

    Seconds are left out on both sides: people check the figure against the two times they read.
    """
    since = max(booking.checked_in_at or booking.period.starts_at, booking.period.starts_at)
    since, until = (each.replace(second=0, microsecond=0) for each in (since, until))
    used = max((until - since) // MINUTE, 0)
    over = max((until - booking.period.ends_at) // MINUTE, 0)
    reserved = booking.period.minutes
    mode = UsageMode.OVERAGE if over else UsageMode.USED if used < reserved else UsageMode.RESERVED
    return {
        "mode": mode.value,
        "reserved_minutes": reserved,
        "used_minutes": used,
        "overage_minutes": over,
        "quantity": booking.quantity if quantity is None else quantity,
    }


def complete(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> Booking:
    """Accept what was delivered."""
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        side = side_for(booking, Step.COMPLETE, by, now)
        _complete(booking, by=by, side=side, now=now, message=message)
        return booking


def _complete(booking: Booking, *, by: Actor, side: Side, now: datetime, message: str = "") -> None:
    clock.stop_all(booking)
    change = Change(message=message)
    take_step(booking, Step.COMPLETE, by=by, side=side, now=now, change=change)


def report_no_show(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> Booking:
    """
    Nobody came: the rest of the time is free again.

    :raises IllegalStep: the grace after the start is not over
    """
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.NO_SHOW, by, now)
        if now < no_show_at(booking):
            raise IllegalStep(_("A no-show can be reported once the grace after the start is over."))
        _no_show(tree, booking, by=by, side=side, now=now, message=message)
        return booking


def no_show_at(booking: Booking) -> datetime:
    return Limits.from_json(booking.policy_terms).no_show_at(booking.period)


def _no_show(
    tree: Tree, booking: Booking, *, by: Actor, side: Side, now: datetime, message: str = ""
) -> None:
    touched, freed = cut_short(booking.claims.all(), at=now)
    touched |= refill(tree, freed)
    clock.stop_all(booking)
    change = Change(message=message, touched=touched, periods=freed)
    take_step(booking, Step.NO_SHOW, by=by, side=side, now=now, change=change)


def no_show_if_due(booking_id: int, now: datetime) -> None:
    """The timer's handler; harmless when somebody checked in or the booking was moved."""
    with transaction.atomic():
        found = _locked(booking_id)
        if found is None:
            return
        tree, booking = found
        if booking.state == BookingState.CONFIRMED and now >= no_show_at(booking):
            _no_show(tree, booking, by=CLOCK, side=Side.CLOCK, now=now)


def deliver_if_due(booking_id: int, now: datetime) -> None:
    """The timer's handler: nobody reported for a day, so the reserved time counts."""
    with transaction.atomic():
        found = _locked(booking_id)
        if found is None:
            return
        tree, booking = found
        if booking.state == BookingState.IN_USE and now >= booking.period.ends_at + clock.DELIVERY_REPORT:
            until = booking.period.ends_at
            _report(tree, booking, by=CLOCK, side=Side.CLOCK, now=now, until=until, quantity=None, message="")


def complete_if_due(booking_id: int, now: datetime) -> None:
    """The timer's handler: no objection within the acceptance window."""
    with transaction.atomic():
        found = _locked(booking_id)
        if found is None:
            return
        _tree, booking = found
        is_over = booking.accept_by is not None and booking.accept_by <= now
        if booking.state == BookingState.DELIVERED and is_over:
            _complete(booking, by=CLOCK, side=Side.CLOCK, now=now)


def _locked(booking_id: int) -> tuple[Tree, Booking] | None:
    booking = Booking.objects.filter(pk=booking_id).first()
    return lock_booking(booking) if booking else None
