from datetime import date, time, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.alternatives import alternatives
from capacity.policies import Limits, NeededQualification, Situation, Wish, broken_rules
from marketplace.periods import MINUTE, Period
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


def test_set_up_is_kept_free_before_and_clean_up_after():
    limits = Limits(set_up_minutes=60, clean_up_minutes=15)
    busy = [period((8, 11), days=0), period((14.25, 20), days=0)]

    found = alternatives(Wish(period((8, 10), days=0)), situation(*busy, limits=limits))

    assert found[0] == period((12, 14), days=0)


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


def test_units_that_take_turns_do_not_make_a_period():
    there = situation(units=3, limits=Limits(grid_minutes=60))
    there.occupied[1] = [period((12, 20), days=day) for day in DAYS]
    there.occupied[3] = [period((8, 13), days=day) for day in DAYS]

    (first, *_) = alternatives(Wish(period((9, 14)), units=2), there)

    assert first == period((13, 18), days=0)


def test_off_peak_hours_are_offered_where_the_quota_is_used_up():
    """Nights and weekends relax the quota: nothing passes before Saturday."""
    limits = Limits(maximum_future_bookings=1, off_peak_weekend=True)
    own = [period((8, 9), days=13)]

    (first, *_) = alternatives(Wish(period((9, 12))), situation(limits=limits, own=own))

    assert first == period((8, 11), days=5)


def test_a_machine_that_is_booked_solid_for_days_still_has_its_first_gap():
    busy = [period((8 + n / 8, 8 + (n + 1) / 8), days=day) for day in range(13) for n in range(96)]

    assert alternatives(Wish(period((9, 12))), situation(*busy))[0] == period((8, 11), days=13)


def test_a_time_before_the_wanted_one_is_offered_too():
    wanted = period((14, 16), days=6)
    busy = period((13, 20), days=6)

    _earliest, *others = alternatives(Wish(wanted), situation(busy))

    assert others[0] == period((10, 12), days=6)


slots = st.builds(
    lambda day, start, length: period((start, start + length), days=day),
    st.sampled_from(DAYS),
    st.integers(0, 20),
    st.integers(1, 30),
)
limits_of_any_kind = st.builds(
    Limits,
    minimum_minutes=st.sampled_from([None, 60, 240]),
    grid_minutes=st.sampled_from([15, 60, 240]),
    notice_minutes=st.sampled_from([0, 600]),
    horizon_days=st.sampled_from([None, 4]),
    set_up_minutes=st.sampled_from([0, 30]),
    clean_up_minutes=st.sampled_from([0, 45]),
    maximum_per_day=st.sampled_from([None, 1]),
    maximum_future_bookings=st.sampled_from([None, 2]),
    maximum_future_minutes=st.sampled_from([None, 600]),
    gap_minutes=st.sampled_from([None, 90]),
    off_peak_weekend=st.booleans(),
    off_peak_starts=st.just(time(17)),
    off_peak_ends=st.just(time(9)),
)


@settings(max_examples=60, deadline=None)
@given(
    busy=st.lists(st.tuples(st.integers(1, 3), slots), max_size=12),
    own=st.lists(slots, max_size=3),
    wanted=slots,
    units=st.integers(1, 3),
    limits=limits_of_any_kind,
)
def test_every_alternative_passes_and_none_passes_before_the_first(busy, own, wanted, units, limits):
    there = situation(limits=limits, own=own, units=3)
    for unit, taken in busy:
        there.occupied[unit].append(taken)

    found = alternatives(Wish(wanted, units), there)

    assert all(broken_rules(Wish(each, units), there) == [] for each in found)
    assert all(not one.overlaps(other) for one, other in combinations(found, 2))
    length = found[0].duration if found else max(wanted.minutes, limits.minimum_minutes or 0) * MINUTE
    until = found[0].starts_at if found else there.window.ends_at
    start = there.window.starts_at
    while start < until:
        assert broken_rules(Wish(Period(start, start + length), units), there)
        start += timedelta(minutes=limits.grid_minutes)
