from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.alternatives import alternatives
from capacity.policies import Limits, NeededQualification, Situation, Wish, broken_rules
from marketplace.periods import Period, subtract
from tests.factories import NOW, SHANGHAI, period

DAYS = range(14)


def situation(*taken, limits=None, units=1, own=(), **fields):
    return Situation(
        limits=limits or Limits(),
        zone=SHANGHAI,
        now=NOW,
        window=Period(period((0, 1), days=0).starts_at, period((0, 1), days=14).starts_at),
        open_periods=[period((8, 20), days=day) for day in DAYS],
        occupied={unit: list(taken) for unit in range(1, units + 1)},
        own_periods=list(own),
        **fields,
    )


def test_the_earliest_comes_first_and_the_rest_by_distance_from_the_wanted_start():
    taken = period((8, 20), days=0)
    wanted = period((8, 12), days=5)

    found = alternatives(Wish(wanted), situation(taken, wanted))

    assert found[0] == period((8, 12), days=1)
    assert found[1] == period((12, 16), days=5)
    assert len(found) == 5


def test_what_is_too_short_is_offered_as_long_as_it_has_to_be():
    limits = Limits(minimum_minutes=240, grid_minutes=60)

    (first, *_) = alternatives(Wish(period((9, 12))), situation(limits=limits))

    assert first == period((11, 15), days=0)


def test_what_is_too_long_is_offered_as_long_as_it_may_be():
    limits = Limits(maximum_minutes=90, grid_minutes=60)

    (first, *_) = alternatives(Wish(period((9, 12))), situation(limits=limits))

    assert first.minutes == 60


def test_buffers_are_kept_free():
    limits = Limits(set_up_minutes=30, clean_up_minutes=30)
    busy = [period((8, 14), days=0), *(period((8, 20), days=day) for day in DAYS if day)]

    (only,) = alternatives(Wish(period((9, 12))), situation(*busy, limits=limits), limit=1)

    assert only == period((14.5, 17.5), days=0)


def test_a_day_that_is_used_up_is_left_for_the_next():
    limits = Limits(maximum_per_day=1)
    own = [period((15, 16), days=0)]

    (first, *_) = alternatives(Wish(period((9, 12), days=0)), situation(limits=limits, own=own))

    assert first == period((8, 11), days=1)


def test_nothing_is_offered_to_the_unqualified():
    needed = [NeededQualification("TC4 装夹", "")]

    assert alternatives(Wish(period()), situation(qualifications=needed)) == []


def test_an_ended_qualification_leaves_the_days_before_its_end():
    needed = [NeededQualification("TC4", "", expires_on=date(2027, 3, 3), is_granted=True)]

    found = alternatives(Wish(period(days=5)), situation(qualifications=needed))

    assert found
    assert all(each.ends_at < period((0, 1), days=2).starts_at for each in found)


slots = st.builds(
    lambda day, start, length: period((start, start + length), days=day),
    st.sampled_from(DAYS),
    st.integers(0, 20),
    st.integers(1, 30),
)


@settings(max_examples=60, deadline=None)
@given(
    busy=st.lists(slots, max_size=12),
    wanted=slots,
    minimum=st.sampled_from([None, 60, 240]),
    grid=st.sampled_from([15, 60]),
    buffer=st.sampled_from([0, 30]),
)
def test_every_alternative_passes_and_none_passes_before_the_first(busy, wanted, minimum, grid, buffer):
    limits = Limits(minimum_minutes=minimum, grid_minutes=grid, set_up_minutes=buffer)
    there = situation(*busy, limits=limits)

    found = alternatives(Wish(wanted), there)

    for each in found:
        assert broken_rules(Wish(each), there) == []
    if found:
        earlier = [
            each
            for hours in subtract(there.open_periods, [Period(found[0].starts_at, there.window.ends_at)])
            for each in [Period(hours.starts_at, hours.starts_at + found[0].duration)]
            if each.starts_at >= NOW
        ]
        assert all(broken_rules(Wish(each), there) for each in earlier)
