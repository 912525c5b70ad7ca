from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from marketplace.pages import formats
from marketplace.periods import Period

SUZHOU = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2027, 3, 4)


def at(hour: int, day: int = 4) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=SUZHOU)


def test_a_period_within_a_day_names_the_day_once():
    with translation.override("en"):
        assert formats.period_text(Period(at(8), at(16)), SUZHOU) == "Thu 4 Mar 08:00–16:00"


def test_a_period_over_days_names_both():
    with translation.override("en"):
        told = formats.period_text(Period(at(8, 2), at(12, 3)), SUZHOU)
    assert told == "Tue 2 Mar 08:00 – Wed 3 Mar 12:00"


def test_a_period_that_ends_at_midnight_ends_at_24_of_its_own_day():
    with translation.override("en"):
        assert formats.period_text(Period(at(8), at(0, 5)), SUZHOU) == "Thu 4 Mar 08:00–24:00"


@pytest.mark.parametrize(
    ("hours", "today", "parts"),
    [
        ((at(8), at(16)), date(2027, 1, 1), ["Thu 4 Mar 08:00–16:00"]),
        ((at(8), at(16)), date(2026, 1, 1), ["Thu 4 Mar 2027", "08:00–16:00"]),
        ((at(8), at(12, 5)), date(2026, 1, 1), ["Thu 4 Mar 2027 08:00 –", "Fri 5 Mar 2027 12:00"]),
    ],
)
def test_what_is_too_long_for_a_phone_is_told_in_two_parts(hours, today, parts):
    with translation.override("en"):
        assert formats.period_parts(Period(*hours), SUZHOU, today=today) == parts


def test_a_period_is_told_in_the_zone_asked_for():
    with translation.override("en"):
        assert formats.period_text(Period(at(8), at(16)), BERLIN) == "Thu 4 Mar 01:00–09:00"


@pytest.mark.parametrize(
    ("today", "told"), [(date(2027, 1, 1), "Thu 4 Mar"), (date(2026, 12, 31), "Thu 4 Mar 2027")]
)
def test_the_year_is_told_where_it_is_not_this_one(today, told):
    with translation.override("en"):
        assert formats.day_text(DAY, today=today) == told


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (30, "30 min"),
        (480, "8 h"),
        (90, "1 h 30 min"),
        (timedelta(hours=47, minutes=28), "47 h 28 min"),
        (timedelta(hours=48), "2 d"),
        (timedelta(days=2, hours=21, minutes=50), "2 d 21 h"),
        (0, "0 min"),
    ],
)
def test_lengths_are_told_in_the_units_a_reader_uses(length, told):
    with translation.override("en"):
        assert formats.duration_text(length) == told


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(minutes=14, seconds=30), "14:30"),
        (timedelta(seconds=-5), "0:00"),
        (timedelta(minutes=90), "1 h 30 min"),
    ],
)
def test_a_countdown_shows_seconds_within_the_hour_and_never_less_than_nothing(left, shown):
    with translation.override("en"):
        assert formats.countdown_text(left) == shown


@pytest.mark.parametrize(
    ("moment", "zone", "told"),
    [
        (at(8), SUZHOU, "UTC+8"),
        (at(8), ZoneInfo("Asia/Kolkata"), "UTC+5:30"),
        (at(8), ZoneInfo("America/St_Johns"), "UTC−3:30"),
        (at(8), ZoneInfo("UTC"), "UTC"),
        (datetime(2027, 1, 4, 12, tzinfo=UTC), BERLIN, "UTC+1"),
        (datetime(2027, 7, 4, 12, tzinfo=UTC), BERLIN, "UTC+2"),
    ],
)
def test_the_offset_is_that_of_the_moment(moment, zone, told):
    assert formats.offset_text(moment, zone) == told


def test_a_zone_is_told_by_its_place():
    with translation.override("en"):
        assert formats.zone_text(at(8), SUZHOU, place="Suzhou") == "Suzhou time, UTC+8"
        assert formats.zone_text(at(8), SUZHOU) == "Time at the machine, UTC+8"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (15000, "15\u202f000"),
        (650, "650"),
        (2.5, "2.5"),
        (1234567.25, "1\u202f234\u202f567.25"),
        (-1500, "−1\u202f500"),
        ("M6", "M6"),
    ],
)
def test_technical_figures_are_grouped_by_narrow_spaces(value, told):
    assert formats.quantity_text(value) == told


def test_the_initial_of_a_weekday_suits_the_language():
    with translation.override("en"):
        assert formats.weekday_initial(DAY) == "T"


@pytest.mark.parametrize(
    ("moment", "language", "told"),
    [
        ("2027-03-01T23:44+08:00", "en", "at 23:44"),
        ("2027-03-04T08:00+08:00", "en", "on Thu 4 Mar at 08:00"),
        ("2028-03-04T08:00+08:00", "en", "on Sat 4 Mar 2028 at 08:00"),
        ("2027-03-01T23:44+08:00", "zh-hans", "23:44"),
        ("2027-03-04T08:00+08:00", "zh-hans", "3月4日 周四 08:00"),
    ],
)
def test_behind_a_verb_a_time_stands_with_at_and_a_day_with_on(moment, language, told):
    now = datetime.fromisoformat("2027-03-01T10:24+08:00")

    with translation.override(language):
        assert formats.when_text(datetime.fromisoformat(moment), SUZHOU, now=now) == told
