"""Units and opening hours on their pages."""

from datetime import time, timedelta

import pytest

from capacity.models import OpeningException
from tests import factories
from tests.capacity.views.stage import soon

pytestmark = pytest.mark.django_db

SEASONS = {"seasons-TOTAL_FORMS": "0", "seasons-INITIAL_FORMS": "0"}


def date_of(period):
    return period.in_zone(factories.SHANGHAI).starts_at.date()


def test_a_unit_is_added_renamed_and_retired(workshop):
    workshop.post("units", label="C 机", serial_number="SN-3")
    workshop.post("unit", 3, label="三号机", serial_number="SN-3")
    page = workshop.post("retire_unit", 3).content.decode()

    unit = workshop.machine.units.get(number=3)
    assert (unit.label, unit.serial_number) == ("三号机", "SN-3")
    assert unit.retired_at is not None
    assert "三号机 is out of service for good" in page


def test_a_booked_unit_stays_and_the_booking_is_named(workshop):
    booking = workshop.held()
    unit = booking.claims.get().unit

    page = workshop.post("retire_unit", unit.number).content.decode()

    assert booking.reference in page
    unit.refresh_from_db()
    assert unit.retired_at is None


def test_the_weekly_hours_are_replaced(workshop):
    sent = {f"{day}_0_opens": "08:00" for day in range(1, 6)} | {
        f"{day}_0_closes": "17:30" for day in range(1, 6)
    }

    page = workshop.post("hours", **sent, **SEASONS).content.decode()

    rules = workshop.machine.opening_rules.order_by("weekday")
    assert [(rule.weekday, rule.closes_at) for rule in rules] == [(day, time(17, 30)) for day in range(1, 6)]
    assert "hold from now on" in page


def test_hours_for_part_of_the_year_are_kept_beside_the_week(workshop):
    season = {
        "seasons-TOTAL_FORMS": "2",
        "seasons-INITIAL_FORMS": "0",
        "seasons-0-weekday": "6",
        "seasons-0-opens": "09:00",
        "seasons-0-closes": "12:00",
        "seasons-0-valid_from": "2027-06-01",
        "seasons-1-weekday": "",
    }

    workshop.post("hours", **{"1_0_opens": "08:00", "1_0_closes": "12:00"}, **season)

    rules = workshop.machine.opening_rules.order_by("weekday")
    assert [(rule.weekday, rule.valid_from and rule.valid_from.isoformat()) for rule in rules] == [
        (1, None),
        (6, "2027-06-01"),
    ]
    assert 'value="2027-06-01"' in workshop.get("hours")


def test_half_a_span_changes_nothing_and_keeps_what_was_typed(workshop):
    answer = workshop.client.post(workshop.url("hours"), {"1_0_opens": "07:15", **SEASONS})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="07:15"' in page
    assert "give both from and to" in page
    assert workshop.machine.opening_rules.count() == 7


def test_bookings_outside_the_new_hours_are_named(workshop):
    booking = workshop.held((14, 16))
    week = {f"{day}_0_opens": "08:00" for day in range(1, 8)} | {
        f"{day}_0_closes": "12:00" for day in range(1, 8)
    }

    page = workshop.post("hours", **week, **SEASONS).content.decode()

    assert f"1 booking lies outside the hours and stands: {booking.reference}" in page
    assert "Booked outside the opening hours" in workshop.get("hours")


def test_dates_are_closed_and_opened_again(workshop):
    day = date_of(soon(5, (0, 1)))
    last = day + timedelta(days=2)

    page = workshop.post(
        "dates", first=day, last=last, how="closed", reason_en="Stocktaking"
    ).content.decode()
    assert OpeningException.objects.filter(resource=workshop.machine).count() == 3
    assert page.count("Stocktaking") == 1

    workshop.post("clear_dates", first=day, last=last)
    assert not OpeningException.objects.filter(resource=workshop.machine).exists()


def test_dates_that_run_backwards_are_named_and_kept(workshop):
    answer = workshop.client.post(
        workshop.url("dates"), {"first": "2027-03-04", "last": "2027-03-01", "how": "closed"}
    )

    assert answer.status_code == 422
    assert 'value="2027-03-01"' in answer.content.decode()
    assert not OpeningException.objects.exists()


def test_dates_that_are_none_are_not_cleared(workshop):
    for first in ("", "2027-02-30", "x"):
        page = workshop.post("clear_dates", first=first, last="2027-03-01").content.decode()
        assert "cannot be read" in page
