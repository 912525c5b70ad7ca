import pytest
from django.utils import translation

from capacity.enums import BookingState, ClaimKind, RevisionState
from capacity.lifecycle import LIFE_LINE
from marketplace.pages.statuses import LIFE_STEPS, STATUSES, UnknownStatus, status

TONES = {"free", "hold", "busy", "stop", "mine", "info", "case"}


@pytest.mark.parametrize(
    ("group", "states"), [("booking", BookingState), ("claim", ClaimKind), ("revision", RevisionState)]
)
def test_every_state_of_capacity_has_a_word(group, states):
    assert [state for state in states.values if f"{group}.{state}" not in STATUSES] == []


def test_every_step_of_the_life_line_has_a_noun():
    assert list(LIFE_STEPS) == [state.value for state in LIFE_LINE]


def test_tones_are_those_of_the_style_sheet():
    assert {entry.tone for entry in STATUSES.values()} <= TONES


def test_a_state_without_a_word_is_refused_by_name():
    with pytest.raises(UnknownStatus, match=r"booking\.lost"):
        status("booking.lost")


def test_states_of_one_group_differ_by_more_than_colour():
    with translation.override("en"):
        shown = [(key.partition(".")[0], str(entry.word), entry.icon) for key, entry in STATUSES.items()]
    assert [each for each in shown if shown.count(each) > 1] == [("claim", "Busy", "lock")] * 2
