"""Periods against a model that counts minute by minute, and wall clocks over their changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.range import TimestamptzRange

from marketplace.periods import (
    MINUTE,
    Period,
    PeriodField,
    at_wall_time,
    days_within,
    merge,
    subtract,
    wall_period,
)

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
ZONES = st.sampled_from([BERLIN, SHANGHAI, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")])
DAYS = st.dates(date(2005, 1, 1), date(2030, 1, 1))


def minutes(first: int, last: int) -> Period:
    return Period(NOON + first * MINUTE, NOON + last * MINUTE)


@st.composite
def some_minutes(draw: st.DrawFn) -> Period:
    first = draw(st.integers(0, 60))
    return minutes(first, first + draw(st.integers(1, 30)))


def counted(periods: list[Period]) -> set[int]:
    return {
        minute
        for period in periods
        for minute in range((period.starts_at - NOON) // MINUTE, (period.ends_at - NOON) // MINUTE)
    }


@given(st.lists(some_minutes()))
def test_merging_keeps_every_minute_and_leaves_no_seam(periods: list[Period]) -> None:
    merged = merge(periods)

    assert counted(merged) == counted(periods)
    assert all(earlier.ends_at < later.starts_at for earlier, later in pairwise(merged))


@given(st.lists(some_minutes()), st.lists(some_minutes()))
def test_subtracting_takes_away_exactly_the_minutes_of_the_holes(
    periods: list[Period], holes: list[Period]
) -> None:
    left = subtract(periods, holes)

    assert counted(left) == counted(periods) - counted(holes)
    assert left == merge(left)


@given(some_minutes(), some_minutes())
def test_two_periods_share_the_minutes_of_their_intersection(one: Period, other: Period) -> None:
    shared = one.intersection(other)

    assert counted([shared] if shared else []) == counted([one]) & counted([other])
    assert one.overlaps(other) == bool(shared)
    assert one.contains(other) == (counted([other]) <= counted([one]))


def test_a_period_contains_its_start_and_not_its_end() -> None:
    assert minutes(0, 10).contains(NOON)
    assert not minutes(0, 10).contains(NOON + 10 * MINUTE)


def test_periods_that_touch_do_not_overlap() -> None:
    assert not minutes(0, 10).overlaps(minutes(10, 20))


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (NOON, NOON),
        (NOON, NOON - MINUTE),
        (NOON.replace(tzinfo=None), NOON),
        (NOON, (NOON + MINUTE).replace(tzinfo=None)),
    ],
)
def test_an_empty_backward_or_naive_period_cannot_be_made(starts_at: datetime, ends_at: datetime) -> None:
    with pytest.raises(ValueError, match="A period"):
        Period(starts_at, ends_at)


def test_a_period_widens_and_shifts() -> None:
    widened = minutes(10, 20).widened(before=5 * MINUTE, after=7 * MINUTE)

    assert widened == minutes(5, 27)
    assert widened.shifted(-5 * MINUTE) == minutes(0, 22)
    assert widened.duration == 22 * MINUTE
    assert Period(NOON, NOON + timedelta(seconds=119)).minutes == 1


def test_a_period_over_a_clock_change_has_its_real_length() -> None:
    night = Period(datetime(2027, 3, 27, 22, tzinfo=BERLIN), datetime(2027, 3, 28, 6, tzinfo=BERLIN))

    assert night.minutes == 7 * 60


def test_the_hour_that_comes_twice_is_a_period() -> None:
    repeated = Period(
        datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN),
        datetime(2027, 10, 31, 2, 15, fold=1, tzinfo=BERLIN),
    )

    assert repeated.minutes == 45
    assert repeated == Period(repeated.starts_at, repeated.ends_at)


def test_a_period_is_told_in_the_wall_time_of_a_zone() -> None:
    told = Period(NOON, NOON + timedelta(hours=14)).in_zone(SHANGHAI)

    assert [moment.isoformat() for moment in told] == [
        "2027-03-01T20:00:00+08:00",
        "2027-03-02T10:00:00+08:00",
    ]


@pytest.mark.parametrize(
    ("day", "wall", "instant"),
    [
        (date(2027, 3, 27), time(8), "2027-03-27T07:00:00+00:00"),
        (date(2027, 3, 28), time(8), "2027-03-28T06:00:00+00:00"),
        (date(2027, 3, 28), time(2, 30), "2027-03-28T01:30:00+00:00"),  # skipped by the clock
        (date(2027, 10, 31), time(2, 30), "2027-10-31T00:30:00+00:00"),  # the first of two
        (date(2027, 10, 31), time(8), "2027-10-31T07:00:00+00:00"),
    ],
)
def test_wall_times_follow_the_clock_of_berlin(day: date, wall: time, instant: str) -> None:
    assert at_wall_time(day, wall, BERLIN).isoformat() == instant


@given(DAYS, st.times())
def test_shanghai_is_eight_hours_ahead_every_day(day: date, wall: time) -> None:
    expected = datetime.combine(day, wall, UTC) - timedelta(hours=8)

    assert at_wall_time(day, wall, SHANGHAI) == expected


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 3, 29), 24), (date(2027, 10, 31), 25)]
)
def test_a_whole_day_in_berlin_has_its_real_hours(day: date, hours: int) -> None:
    whole = wall_period(day, time(), time(), BERLIN)

    assert whole is not None
    assert whole.minutes == hours * 60


def test_a_night_ends_on_the_following_day() -> None:
    assert wall_period(date(2027, 3, 1), time(22), time(6), SHANGHAI) == Period(
        datetime(2027, 3, 1, 14, tzinfo=UTC), datetime(2027, 3, 1, 22, tzinfo=UTC)
    )


def test_hours_that_the_clock_skips_are_no_period() -> None:
    assert wall_period(date(2027, 3, 28), time(2), time(3), BERLIN) is None


@given(ZONES, DAYS, st.integers(0, 2000), st.integers(1, 6000))
def test_days_cut_a_period_without_loss(zone: ZoneInfo, day: date, offset: int, length: int) -> None:
    starts_at = at_wall_time(day, time(), zone) + offset * MINUTE
    period = Period(starts_at, starts_at + length * MINUTE)
    parts = list(days_within(period, zone))
    dates = [day for day, _ in parts]

    assert merge(part for _, part in parts) == [period]
    assert sum(part.minutes for _, part in parts) == period.minutes
    assert dates == sorted(set(dates))


def test_a_date_the_zone_never_had_is_no_day() -> None:
    apia = ZoneInfo("Pacific/Apia")  # crossed the date line at the end of 29 December 2011
    period = Period(datetime(2011, 12, 29, tzinfo=apia), datetime(2012, 1, 1, tzinfo=apia))

    assert [day.day for day, _ in days_within(period, apia)] == [29, 31]


def test_the_field_gives_and_takes_periods() -> None:
    field = PeriodField()
    stored = field.get_prep_value(minutes(0, 5))

    assert stored == TimestamptzRange(NOON, NOON + 5 * MINUTE, "[)")
    assert field.to_python(stored) == minutes(0, 5)
    assert field.get_prep_value(None) is None
