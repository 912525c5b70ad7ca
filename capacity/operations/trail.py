"""
Taking one step of a booking's life: the conditional update, the audit row and the event, together.

Callers hold the locks of the resource's tree.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from capacity.enums import BookingState, Side, Step
from capacity.events import BookingMoved
from capacity.lifecycle import TRANSITIONS
from capacity.models import Booking, BookingStep
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing, StaleStep
from capacity.operations.versions import raise_versions, tell_calendars, windows_of
from capacity.policies.permissions import may_take
from marketplace.accounts.actor import Actor
from marketplace.events import log, registry
from marketplace.periods import Period

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read out over the phone


def new_reference() -> str:
    return "BK-" + "".join(secrets.choice(ALPHABET) for _ in range(7))


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a step brings along: new field values, why, and whose free time it changes when."""

    fields: dict[str, Any] = field(default_factory=dict)
    reason_code: str = ""
    message: str = ""
    touched: set[int] = field(default_factory=set)
    periods: Sequence[Period] = ()


def side_for(booking: Booking, step: Step, by: Actor, now: datetime) -> Side:
    """
    The side on which the actor takes the step.

    :raises IllegalStep: the state in effect does not allow it
    :raises NotAllowed: it is not theirs to take
    """
    row = TRANSITIONS[step]
    sides = [side for side in _sides_of(booking, by) if side in row.sides and may_take(step, side, by)]
    if not sides:
        raise NotAllowed
    state = booking.state_at(now)
    if state not in row.sources and not (step == Step.EXPIRE and booking.state in row.sources):
        raise IllegalStep(
            _("This booking is now “%(state)s”; “%(step)s” is not possible any more.")
            % {"state": state.label, "step": step.label}
        )
    return sides[0]


def _sides_of(booking: Booking, by: Actor) -> list[Side]:
    if by.is_clock:
        return [Side.CLOCK]
    sides = []
    if by.organisation_id == booking.customer_id:
        sides.append(Side.CUSTOMER)
    if by.organisation_id == booking.provider_id:
        sides.append(Side.PROVIDER)
    if by.is_operator:
        sides.append(Side.OPERATOR)
    return sides


def take_step(
    booking: Booking, step: Step, *, by: Actor, side: Side, now: datetime, change: Change
) -> BookingStep:
    """
    Move the booking, or fail if it was moved meanwhile; `booking` is brought up to date.

    :raises StaleStep: the row is not as `booking` says
    :raises ReasonMissing: the step needs a reason code
    :raises Refused: a guard of the roof stands against how the booking would be
    """
    row = TRANSITIONS[step]
    if row.needs_reason and not change.reason_code:
        raise ReasonMissing
    from_state = BookingState(booking.state)
    to_state = row.target_from(from_state)
    before = {name: getattr(booking, name) for name in change.fields}
    number = booking.step_count + 1
    unmoved = Booking.objects.filter(pk=booking.pk, state=from_state, step_count=booking.step_count)
    if not unmoved.update(state=to_state, step_count=number, **change.fields):
        raise StaleStep(_("The booking was changed meanwhile; here is how it stands now."))
    booking.state, booking.step_count = to_state, number
    for name, value in change.fields.items():
        setattr(booking, name, value)
    registry.check(step.value, booking, now)
    return write_down(
        booking, step, by=by, side=side, now=now, change=change, from_state=from_state, before=before
    )


def write_down(
    booking: Booking,
    step: Step,
    *,
    by: Actor,
    side: Side,
    now: datetime,
    change: Change,
    from_state: BookingState | None,
    before: dict[str, Any],
) -> BookingStep:
    """The audit row, and the events of the booking's resource and of its touched relatives."""
    row = BookingStep.objects.create(
        booking=booking,
        number=booking.step_count,
        step=step,
        side=side,
        from_state=from_state or "",
        to_state=booking.state,
        taken_at=now,
        taken_by=by.user,
        acting_for=by.organisation,
        reason_code=change.reason_code,
        message=change.message,
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(value) for name, value in change.fields.items()},
    )
    version = raise_versions([booking.resource_id])[booking.resource_id]
    event = BookingMoved(
        resource_id=booking.resource_id,
        version=version,
        booking_id=booking.pk,
        reference=booking.reference,
        step=step.value,
        step_number=booking.step_count,
        side=side.value,
        from_state=from_state.value if from_state else "",
        to_state=BookingState(booking.state).value,
        customer_id=booking.customer_id,
        provider_id=booking.provider_id,
        windows=windows_of(change.periods),
    )
    log.record(event, now=now)
    relatives = change.touched - {booking.resource_id}
    if relatives:
        tell_calendars(relatives, cause="booking", periods=change.periods, now=now)
    return row


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case Period():
            return [value.starts_at.isoformat(), value.ends_at.isoformat()]
    return value
