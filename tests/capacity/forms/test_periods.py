"""Periods as people type them: wall time of the site, nights, last days, clock changes."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from capacity.forms.periods import PeriodForm
from marketplace.pages.typed_periods import as_query, as_typed
from marketplace.periods import MINUTE, Period

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 3, 1, 2, 24, tzinfo=UTC)


def read(zone=SHANGHAI, **typed):
    form = PeriodForm(typed, zone=zone, now=NOW)
    return form.cleaned_data["period"] if form.is_valid() else form.errors.as_data()


def test_a_date_and_two_times_are_read_by_the_sites_clock():
    period = read(date="2027-03-04", starts="08:00", ends="16:00")

    assert period == Period(datetime(2027, 3, 4, 0, tzinfo=UTC), datetime(2027, 3, 4, 8, tzinfo=UTC))


@pytest.mark.parametrize(("ends", "hours"), [("06:00", 8), ("22:00", 24), ("00:00", 2)])
def test_an_end_at_or_before_the_start_is_on_the_next_day(ends, hours):
    assert read(date="2027-03-04", starts="22:00", ends=ends).minutes == hours * 60


def test_a_last_day_makes_it_longer():
    assert read(date="2027-03-04", starts="08:00", end_date="2027-03-06", ends="16:00").minutes == 56 * 60


def test_the_night_of_the_clock_change_is_an_hour_shorter():
    period = read(zone=BERLIN, date="2027-03-27", starts="22:00", ends="06:00")

    assert period.minutes == 7 * 60


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"end_date": "2027-03-04", "ends": "07:00"}, "ends", "The end is not after the start."),
        ({"end_date": "2027-03-03"}, "ends", "The end is not after the start."),
        ({"end_date": "2027-09-01"}, "end_date", "At most 92 days in one booking."),
        ({"date": "2029-01-01"}, "date", "Choose a date up to 2028-04-04."),
        ({"date": "1999-12-31"}, "date", "Choose a date up to 2028-04-04."),
        ({"date": "9999-12-31"}, "date", "Choose a date up to 2028-04-04."),
    ],
)
def test_what_makes_no_period_is_told_at_its_field(typed, field, sentence):
    with translation.override("en"):
        errors = read(**{"date": "2027-03-04", "starts": "08:00", "ends": "16:00"} | typed)

    assert [error.message for error in errors[field]] == [sentence]


@given(
    day=st.dates(date(2027, 3, 1), date(2028, 3, 1)),
    start=st.integers(0, 24 * 60 - 1),
    minutes=st.integers(1, 5 * 24 * 60),
    zone=st.sampled_from([SHANGHAI, BERLIN]),
)
def test_a_period_shown_in_a_form_is_read_back_as_it_was(day, start, minutes, zone):
    begins = datetime.combine(day, time(), UTC) + start * MINUTE
    period = Period(begins, begins + minutes * MINUTE)
    if is_told_twice(period.starts_at, zone) or is_told_twice(period.ends_at, zone):
        return

    assert read(zone=zone, **as_query(period, zone)) == period
    assert set(as_typed(period, zone)) == {"date", "starts", "ends", "end_date"}


def is_told_twice(moment, zone):
    """The hour that the clock shows twice means the first of the two."""
    return moment.astimezone(zone).fold == 1
