"""The transition table, linted: no dead ends, and everything owed has an owner or a timer."""

from itertools import pairwise

import pytest

from capacity.enums import BookingState as State
from capacity.enums import Side, Step
from capacity.lifecycle import EXITS, LIFE_LINE, OPEN, TRANSITIONS, steps_from
from capacity.lifecycle_page import page
from capacity.operations.invariants import NEEDED_TIMERS
from marketplace.variables import CHECKOUT


def targets(state):
    return {row.target_from(state) for row in TRANSITIONS.values() if state in row.sources}


def test_every_step_has_its_row_and_every_row_is_its_steps():
    assert set(TRANSITIONS) == set(Step)
    assert all(step is row.step for step, row in TRANSITIONS.items())


def test_every_state_is_reached_from_the_beginning():
    reached, frontier = set(), {State.HELD}
    while frontier:
        reached |= frontier
        frontier = {target for state in frontier for target in targets(state)} - reached

    assert reached == set(State)


@pytest.mark.parametrize("state", sorted(EXITS | {State.COMPLETED}))
def test_an_end_is_final(state):
    assert targets(state) == set()


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_state_is_left_by_somebody_and_by_the_clock(state):
    people = {side for row in TRANSITIONS.values() if state in row.sources for side in row.sides}

    assert people & {Side.CUSTOMER, Side.PROVIDER}
    assert targets(state) - {state}
    assert state in NEEDED_TIMERS
    assert steps_from(state, Side.CLOCK)


def test_the_life_line_runs_from_hold_to_completion():
    for state, following in pairwise(LIFE_LINE):
        assert following in targets(state)


def test_what_takes_something_from_the_other_side_needs_a_reason():
    assert {row.step for row in TRANSITIONS.values() if row.needs_reason} == {Step.DECLINE, Step.CANCEL}


def test_the_page_in_the_docs_is_the_table():
    written = (CHECKOUT / "docs" / "lifecycle.md").read_text(encoding="utf-8")

    assert written == page(), "run manage.py draw_lifecycle"
