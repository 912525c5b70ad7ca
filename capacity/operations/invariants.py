"""What must be true of any database, whatever happened to it: checked by reading alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection

from capacity.enums import BookingState as State
from capacity.enums import Step
from capacity.lifecycle import EXITS, OCCUPYING, TRANSITIONS
from capacity.models import Booking, BookingStep
from capacity.operations import clock
from marketplace.events.models import Timer

OVERDUE = timedelta(minutes=10)
BATCH = 2_000

Check = Callable[[datetime], Iterator[str]]


def violations(now: datetime) -> Iterator[str]:
    """One line for each row that is wrong, naming it."""
    for check in CHECKS:
        yield from check(now)


def _rows(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or [])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def claims_apart(now: datetime) -> Iterator[str]:
    """No two claims on a unit at one instant, the archive's among themselves and with the live ones."""
    for unit_id, first, second, at in _rows(_OVERLAPS):
        yield f"unit {unit_id}: claims {first} and {second} meet at {at}"


# Sorted by start, a claim overlaps an earlier one exactly if it starts before the latest end so far.
_OVERLAPS = """
WITH every AS (
    SELECT id, unit_id, during FROM capacity_claim WHERE NOT is_shadow
    UNION ALL
    SELECT id, unit_id, during FROM capacity_archivedclaim WHERE NOT is_shadow
), ordered AS (
    SELECT id, unit_id, lower(during) AS starts,
           lag(id) OVER w AS before,
           max(upper(during)) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
    FROM every WINDOW w AS (PARTITION BY unit_id ORDER BY lower(during), id)
)
SELECT unit_id, before, id, starts FROM ordered WHERE starts < busy_until ORDER BY unit_id, starts
"""


def trails_explain_states(now: datetime) -> Iterator[str]:
    """Each booking's steps are numbered from one, follow the table, and end in its state."""
    states = dict(Booking.objects.values_list("pk", "state"))
    counts = dict(Booking.objects.values_list("pk", "step_count"))
    steps = BookingStep.objects.order_by("booking_id", "number").iterator(BATCH)
    for booking_id, trail in groupby(steps, key=lambda step: step.booking_id):
        rows = list(trail)
        last = rows[-1]
        if last.to_state != states[booking_id] or last.number != counts[booking_id]:
            yield (
                f"booking {booking_id}: is {states[booking_id]} after {counts[booking_id]} steps, "
                f"its trail ends with {last.to_state} after {last.number}"
            )
        yield from _broken_trail(booking_id, rows)
        del states[booking_id]
    for booking_id in states:
        yield f"booking {booking_id}: has no trail"


def _broken_trail(booking_id: int, rows: list[BookingStep]) -> Iterator[str]:
    state = ""
    for number, step in enumerate(rows, start=1):
        row = TRANSITIONS[Step(step.step)]
        legal = (not state and step.step == Step.HOLD) or (state and State(state) in row.sources)
        reaches = row.target_from(State(state)) if state else State.HELD
        if step.number != number or step.from_state != state or not legal or step.to_state != reaches:
            came_from = state or "nothing"
            yield f"booking {booking_id}: step {step.number} ({step.step}) does not follow from {came_from}"
        state = step.to_state


def versions_without_gap(now: datetime) -> Iterator[str]:
    """A resource's events are numbered from one to its version."""
    for resource_id, version, count, highest in _rows(_VERSIONS):
        yield f"resource {resource_id}: version {version}, but {count} events up to {highest}"


_VERSIONS = """
SELECT resource.id, resource.version, count(event.id), coalesce(max(event.version), 0)
FROM capacity_resource resource LEFT JOIN events_event event ON event.resource_id = resource.id
GROUP BY resource.id
HAVING resource.version <> count(event.id) OR resource.version <> coalesce(max(event.version), 0)
ORDER BY resource.id
"""


NEEDED_TIMERS = {
    State.HELD: clock.DEADLINE,
    State.REQUESTED: clock.DEADLINE,
    State.CONFIRMED: clock.NO_SHOW,
    State.IN_USE: clock.DELIVER,
    State.DELIVERED: clock.COMPLETE,
}


def timers_kept(now: datetime) -> Iterator[str]:
    """Every booking that something is owed to has its timer, in time, and no timer was forgotten."""
    kinds = [list(NEEDED_TIMERS), list(NEEDED_TIMERS.values())]
    for booking_id, state, kind, due_at, latest in _rows(_OWED, [clock.DELIVERY_REPORT, *kinds]):
        if due_at is None:
            yield f"booking {booking_id}: is {state} and has no timer {kind}"
        else:
            yield f"booking {booking_id}: is {state} until {latest}, its timer {kind} is due at {due_at}"
    for timer in Timer.objects.filter(due_at__lt=now - OVERDUE).order_by("due_at"):
        yield f"timer {timer.pk} ({timer}): overdue, tried {timer.attempts} times"


_OWED = """
WITH owed AS (
    SELECT booking.id, booking.state, needed.kind, CASE booking.state
        WHEN 'held' THEN held_until
        WHEN 'requested' THEN answer_by
        WHEN 'confirmed' THEN upper(period)
        WHEN 'in_use' THEN upper(period) + %s
        WHEN 'delivered' THEN accept_by
    END AS latest
    FROM capacity_booking booking JOIN unnest(%s::text[], %s::text[]) AS needed(state, kind) USING (state)
)
SELECT owed.id, owed.state, owed.kind, timer.due_at, owed.latest
FROM owed LEFT JOIN events_timer timer ON timer.kind = owed.kind AND timer.subject_id = owed.id
WHERE timer.id IS NULL OR timer.due_at > owed.latest
ORDER BY owed.id
"""


def claims_belong(now: datetime) -> Iterator[str]:
    """
    A booking that occupies its time has a claim on each unit, for as long as its state lasts.

    One that was used holds nothing to come, one that came to nothing holds nothing at all.
    """
    occupying, gone = sorted(OCCUPYING), sorted(EXITS - {State.NO_SHOW})
    for booking_id, state, units, claimed in _rows(_UNCLAIMED, [occupying, now]):
        yield f"booking {booking_id}: is {state} on {units} units and claims {claimed}"
    for booking_id, state, claim_id in _rows(_LEFT_OVER, [occupying, gone, now]):
        yield f"booking {booking_id}: is {state} and still holds claim {claim_id}"
    for booking_id, state, claim_id, expires_at in _rows(_OTHERWISE_KEPT, [occupying]):
        yield f"booking {booking_id}: is {state}, its claim {claim_id} expires at {expires_at}"


_UNCLAIMED = """
SELECT booking.id, booking.state, booking.units, count(DISTINCT claim.unit_id)
FROM capacity_booking booking LEFT JOIN capacity_claim claim
    ON claim.booking_id = booking.id AND claim.resource_id = booking.resource_id
    AND claim.proposal_id IS NULL AND claim.during @> booking.period
WHERE booking.state = ANY(%s) AND upper(booking.period) > %s
GROUP BY booking.id
HAVING count(DISTINCT claim.unit_id) <> booking.units
ORDER BY booking.id
"""

_LEFT_OVER = """
SELECT booking.id, booking.state, claim.id
FROM capacity_claim claim JOIN capacity_booking booking ON booking.id = claim.booking_id
WHERE booking.state <> ALL(%s) AND (booking.state = ANY(%s) OR lower(claim.during) > %s)
ORDER BY booking.id, claim.id
"""

_OTHERWISE_KEPT = """
SELECT booking.id, booking.state, claim.id, claim.expires_at
FROM capacity_claim claim JOIN capacity_booking booking ON booking.id = claim.booking_id
WHERE booking.state = ANY(%s) AND claim.expires_at IS DISTINCT FROM
    CASE booking.state WHEN 'held' THEN held_until WHEN 'requested' THEN answer_by END
ORDER BY booking.id, claim.id
"""

CHECKS: tuple[Check, ...] = (
    claims_apart,
    trails_explain_states,
    versions_without_gap,
    timers_kept,
    claims_belong,
)
