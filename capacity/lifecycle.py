"""
A booking's life as data: who may take which step from where to where.

The table follows DESIGN section 4 and is linted by its tests: every state is reachable, every open
state has an owner or a timer, every exit is final. `docs/lifecycle.md` is generated from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from capacity.enums import BookingState as State
from capacity.enums import Side, Step


@dataclass(frozen=True)
class Transition:
    """One row: a step leads from any of the sources to the target."""

    step: Step
    sources: frozenset[State]
    target: State | None
    sides: frozenset[Side]
    needs_reason: bool = False

    def target_from(self, state: State) -> State:
        """Where the step leads; a step without a target changes the booking and leaves its state."""
        return self.target or state


def _row(
    step: Step,
    sources: Iterable[State],
    target: State | None,
    sides: Iterable[Side],
    *,
    needs_reason: bool = False,
) -> Transition:
    return Transition(step, frozenset(sources), target, frozenset(sides), needs_reason)


CUSTOMER, PROVIDER, OPERATOR, CLOCK = Side.CUSTOMER, Side.PROVIDER, Side.OPERATOR, Side.CLOCK

TRANSITIONS: dict[Step, Transition] = {
    row.step: row
    for row in (
        _row(Step.HOLD, [], State.HELD, [CUSTOMER]),
        _row(Step.EXTEND_HOLD, [State.HELD], None, [CUSTOMER]),
        _row(Step.REQUEST, [State.HELD], State.REQUESTED, [CUSTOMER]),
        _row(Step.CONFIRM, [State.HELD], State.CONFIRMED, [CUSTOMER]),
        _row(Step.WITHDRAW, [State.HELD, State.REQUESTED], State.WITHDRAWN, [CUSTOMER]),
        _row(Step.EXPIRE, [State.HELD, State.REQUESTED], State.EXPIRED, [CLOCK]),
        _row(Step.ACCEPT, [State.REQUESTED], State.CONFIRMED, [PROVIDER, OPERATOR]),
        _row(Step.DECLINE, [State.REQUESTED], State.DECLINED, [PROVIDER, OPERATOR], needs_reason=True),
        _row(Step.PROPOSE, [State.REQUESTED], None, [PROVIDER]),
        _row(Step.TAKE_PROPOSAL, [State.REQUESTED], State.CONFIRMED, [CUSTOMER]),
        _row(Step.LEAVE_PROPOSAL, [State.REQUESTED], None, [CUSTOMER]),
        _row(Step.RESCHEDULE, [State.CONFIRMED], None, [CUSTOMER]),
        _row(Step.EXTEND, [State.CONFIRMED, State.IN_USE], None, [CUSTOMER]),
        _row(Step.SHORTEN, [State.CONFIRMED, State.IN_USE], None, [CUSTOMER]),
        _row(
            Step.CANCEL, [State.CONFIRMED], State.CANCELLED, [CUSTOMER, PROVIDER, OPERATOR], needs_reason=True
        ),
        _row(Step.NO_SHOW, [State.CONFIRMED], State.NO_SHOW, [PROVIDER, CLOCK]),
        _row(Step.CHECK_IN, [State.CONFIRMED], State.IN_USE, [CUSTOMER, PROVIDER]),
        _row(Step.DELIVER, [State.IN_USE], State.DELIVERED, [PROVIDER, OPERATOR, CLOCK]),
        _row(Step.COMPLETE, [State.DELIVERED], State.COMPLETED, [CUSTOMER, OPERATOR, CLOCK]),
    )
}

LIFE_LINE = (
    State.HELD,
    State.REQUESTED,
    State.CONFIRMED,
    State.IN_USE,
    State.DELIVERED,
    State.COMPLETED,
)
EXITS = frozenset(State) - frozenset(LIFE_LINE)
OPEN = frozenset({State.HELD, State.REQUESTED, State.CONFIRMED, State.IN_USE, State.DELIVERED})
OCCUPYING = frozenset({State.HELD, State.REQUESTED, State.CONFIRMED, State.IN_USE})


def steps_from(state: State, side: Side) -> list[Step]:
    """The steps one side may take now, in the order of the table."""
    return [row.step for row in TRANSITIONS.values() if state in row.sources and side in row.sides]
