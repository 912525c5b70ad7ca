"""Opening hours: wall times over clock changes, nights, exceptions."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.opening import Dated, Weekly, open_periods
from marketplace.periods import Period, at_wall_time, merge

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
ALWAYS = [Weekly(weekday, time(), time()) for weekday in range(1, 8)]
OFFICE = [Weekly(weekday, time(8), time(20)) for weekday in range(1, 6)]


def local(starts_at: str, ends_at: str, zone: ZoneInfo = SHANGHAI) -> Period:
    return Period(*(datetime.fromisoformat(text).replace(tzinfo=zone) for text in (starts_at, ends_at)))


def told(periods: list[Period], zone: ZoneInfo = SHANGHAI) -> list[str]:
    walls = [period.in_zone(zone) for period in periods]
    return [f"{wall.starts_at:%a %d %H:%M}–{wall.ends_at:%a %d %H:%M}" for wall in walls]


WEEK = local("2027-03-01T00:00", "2027-03-08T00:00")


def test_a_machine_that_never_closes_has_one_window() -> None:
    assert open_periods(ALWAYS, [], SHANGHAI, WEEK) == [WEEK]


def test_a_working_week_has_five_days() -> None:
    assert told(open_periods(OFFICE, [], SHANGHAI, WEEK)) == [
        f"{name} {day:02} 08:00–{name} {day:02} 20:00"
        for day, name in enumerate(["Mon", "Tue", "Wed", "Thu", "Fri"], 1)
    ]


def test_hours_that_touch_are_one_window() -> None:
    shifts = [Weekly(1, time(6), time(14)), Weekly(1, time(14), time(22)), Weekly(1, time(22), time(6))]

    assert told(open_periods(shifts, [], SHANGHAI, WEEK)) == ["Mon 01 06:00–Tue 02 06:00"]


def test_a_night_shift_of_the_day_before_reaches_into_the_window() -> None:
    night = [Weekly(7, time(18), time(6))]

    assert told(open_periods(night, [], SHANGHAI, WEEK)) == [
        "Mon 01 00:00–Mon 01 06:00",
        "Sun 07 18:00–Mon 08 00:00",
    ]


def test_rules_hold_from_their_first_to_their_last_day() -> None:
    rules = [rule._replace(valid_from=date(2027, 3, 2), valid_until=date(2027, 3, 3)) for rule in OFFICE]

    assert [period[:3] for period in told(open_periods(rules, [], SHANGHAI, WEEK))] == ["Tue", "Wed"]


def test_a_closure_empties_its_date_and_cuts_the_night_before() -> None:
    closed = [Dated(date(2027, 3, 3))]

    assert told(open_periods(ALWAYS, closed, SHANGHAI, WEEK)) == [
        "Mon 01 00:00–Wed 03 00:00",
        "Thu 04 00:00–Mon 08 00:00",
    ]
    nights = [Weekly(2, time(22), time(6)), Weekly(3, time(22), time(6))]
    assert told(open_periods(nights, closed, SHANGHAI, WEEK)) == ["Tue 02 22:00–Wed 03 00:00"]


def test_other_hours_replace_those_of_the_week() -> None:
    other = [
        Dated(date(2027, 3, 6), time(9), time(12)),
        Dated(date(2027, 3, 6), time(13), time(15)),
        Dated(date(2027, 3, 1), time(10), time(11)),
    ]
    rules = [Weekly(1, time(8), time(20))]

    assert told(open_periods(rules, other, SHANGHAI, WEEK)) == [
        "Mon 01 10:00–Mon 01 11:00",
        "Sat 06 09:00–Sat 06 12:00",
        "Sat 06 13:00–Sat 06 15:00",
    ]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 3, 29), 24), (date(2027, 10, 31), 25)]
)
def test_a_day_of_a_clock_change_is_open_for_its_real_hours(day: date, hours: int) -> None:
    whole = Period(at_wall_time(day, time(), BERLIN), at_wall_time(day + timedelta(1), time(), BERLIN))

    assert [period.minutes for period in open_periods(ALWAYS, [], BERLIN, whole)] == [hours * 60]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_eight_in_the_morning_stays_eight_over_a_clock_change(day: date) -> None:
    rules = [Weekly(weekday, time(8), time(20)) for weekday in range(1, 8)]
    window = Period(
        at_wall_time(day - timedelta(1), time(), BERLIN), at_wall_time(day + timedelta(1), time(), BERLIN)
    )

    assert [text[7:] for text in told(open_periods(rules, [], BERLIN, window), BERLIN)] == [
        f"08:00–{found:%a %d} 20:00" for found in (day - timedelta(1), day)
    ]


@pytest.mark.parametrize(("day", "minutes"), [(date(2027, 3, 28), 420), (date(2027, 10, 31), 540)])
def test_a_night_over_a_clock_change_lasts_as_long_as_it_does(day: date, minutes: int) -> None:
    saturday_night = [Weekly(6, time(22), time(6))]
    window = Period(
        at_wall_time(day - timedelta(1), time(), BERLIN), at_wall_time(day + timedelta(1), time(), BERLIN)
    )

    assert [period.minutes for period in open_periods(saturday_night, [], BERLIN, window)] == [minutes]


def test_hours_inside_the_hour_that_is_skipped_do_not_exist() -> None:
    rules = [Weekly(7, time(2), time(3))]
    window = local("2027-03-28T00:00", "2027-03-29T00:00", BERLIN)

    assert open_periods(rules, [], BERLIN, window) == []


def test_a_site_whose_zone_is_changed_opens_by_its_new_clock() -> None:
    before, after = (open_periods(OFFICE, [], zone, WEEK) for zone in (SHANGHAI, BERLIN))

    assert before[0].starts_at == datetime(2027, 3, 1, 0, tzinfo=UTC)
    assert after[0].starts_at == datetime(2027, 3, 1, 7, tzinfo=UTC)


DATES = st.dates(date(2027, 3, 20), date(2027, 4, 5)) | st.dates(date(2027, 10, 25), date(2027, 11, 5))
WALLS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
RULES = st.lists(
    st.builds(Weekly, st.integers(1, 7), WALLS, WALLS, st.none() | DATES, st.none() | DATES), max_size=6
)
EXCEPTIONS = st.lists(st.builds(Dated, DATES) | st.builds(Dated, DATES, WALLS, WALLS), max_size=4)
ZONES = st.sampled_from([BERLIN, SHANGHAI, ZoneInfo("America/St_Johns")])


@st.composite
def windows(draw: st.DrawFn) -> Period:
    starts_at = datetime.combine(draw(DATES), draw(WALLS), UTC)
    return Period(starts_at, starts_at + timedelta(minutes=15 * draw(st.integers(1, 96 * 8))))


@given(RULES, EXCEPTIONS, ZONES, windows(), st.integers(1, 96 * 8))
def test_a_window_seen_in_two_parts_shows_the_same_hours(
    rules: list[Weekly], exceptions: list[Dated], zone: ZoneInfo, window: Period, quarters: int
) -> None:
    whole = open_periods(rules, exceptions, zone, window)
    cut = window.starts_at + timedelta(minutes=15 * quarters)
    if not window.starts_at < cut < window.ends_at:
        return
    parts = [Period(window.starts_at, cut), Period(cut, window.ends_at)]

    assert merge(found for part in parts for found in open_periods(rules, exceptions, zone, part)) == whole
    assert whole == merge(whole)


@given(RULES, EXCEPTIONS, windows())
def test_without_clock_changes_each_quarter_is_open_as_the_wall_clock_says(
    rules: list[Weekly], exceptions: list[Dated], window: Period
) -> None:
    found = open_periods(rules, exceptions, SHANGHAI, window)
    moment = window.starts_at
    while moment < window.ends_at:
        is_open = any(period.contains(moment) for period in found)
        assert is_open == _is_open_by_the_clock(moment.astimezone(SHANGHAI), rules, exceptions)
        moment += timedelta(minutes=15)


def _is_open_by_the_clock(wall: datetime, rules: list[Weekly], exceptions: list[Dated]) -> bool:
    today, yesterday = wall.date(), wall.date() - timedelta(days=1)
    dated = {exception.on for exception in exceptions}

    def hours(day: date) -> list[tuple[time, time]]:
        if day in dated:
            return [
                (e.opens_at, e.closes_at) for e in exceptions if e.on == day and e.opens_at and e.closes_at
            ]
        return [
            (rule.opens_at, rule.closes_at)
            for rule in rules
            if rule.weekday == day.isoweekday()
            and (rule.valid_from is None or rule.valid_from <= day)
            and (rule.valid_until is None or day <= rule.valid_until)
        ]

    now = wall.time()
    begun_today = any(opens <= now and (now < closes or closes <= opens) for opens, closes in hours(today))
    from_yesterday = any(closes <= opens and now < closes for opens, closes in hours(yesterday))
    return begun_today or (from_yesterday and today not in dated)
