"""Which steps somebody may take of a booking now: by its state, the person's role, and the time."""

from __future__ import annotations

from datetime import datetime

from capacity.enums import Side, Step
from capacity.lifecycle import steps_from
from capacity.models import Booking
from capacity.operations.changes import check_still_changeable
from capacity.operations.holds import can_be_kept_longer
from capacity.operations.refusals import IllegalStep
from capacity.operations.usage import EARLY_CHECK_IN, no_show_at
from capacity.policies.permissions import may_take
from marketplace.accounts.actor import Actor


def possible_steps(booking: Booking, *, by: Actor, now: datetime, has_proposals: bool) -> list[Step]:
    """In the order of the table. Rules against a new period and limits show when it is tried."""
    state = booking.state_at(now)
    sides = [booking.side_of(by), Side.OPERATOR if by.is_operator else None]
    listed = [
        step
        for side in dict.fromkeys(sides)
        if side is not None
        for step in steps_from(state, side)
        if may_take(step, side, by)
    ]
    return [step for step in dict.fromkeys(listed) if _is_time_for(step, booking, now, has_proposals)]


def _is_time_for(step: Step, booking: Booking, now: datetime, has_proposals: bool) -> bool:
    match step:
        case Step.REQUEST | Step.CONFIRM:
            return _is_instant(booking) == (step is Step.CONFIRM)
        case Step.EXTEND_HOLD:
            return can_be_kept_longer(booking, now)
        case Step.CHECK_IN:
            return bool(booking.period.starts_at - EARLY_CHECK_IN <= now < booking.period.ends_at)
        case Step.NO_SHOW:
            return now >= no_show_at(booking)
        case Step.TAKE_PROPOSAL | Step.LEAVE_PROPOSAL:
            return has_proposals
        case Step.RESCHEDULE | Step.EXTEND | Step.SHORTEN:
            return _can_still_change(booking, now)
    return True


def _is_instant(booking: Booking) -> bool:
    return bool(booking.offer.is_instant)


def _can_still_change(booking: Booking, now: datetime) -> bool:
    try:
        check_still_changeable(booking, now)
    except IllegalStep:
        return False
    return True
