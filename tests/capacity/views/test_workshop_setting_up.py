"""Units, opening hours, outages, offers and limits on their pages."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from capacity.models import OpeningException, Outage
from capacity.operations import holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.forms.test_setting_up import sent_offer
from tests.capacity.views.stage import soon

pytestmark = pytest.mark.django_db

SEASONS = {"seasons-TOTAL_FORMS": "0", "seasons-INITIAL_FORMS": "0"}


def held(workshop, hours=(9, 11), days=3):
    buyer = factories.member(factories.organisation(), Role.BUYER)
    return holds.hold(offer=workshop.offer, order=Order(soon(days, hours)), by=buyer, now=timezone.now())


def date_of(period):
    return period.in_zone(factories.SHANGHAI).starts_at.date()


# --- units


def test_a_unit_is_added_renamed_and_retired(workshop):
    workshop.post("units", label="C 机", serial_number="SN-3")
    workshop.post("unit", 3, label="三号机", serial_number="SN-3")
    page = workshop.post("retire_unit", 3).content.decode()

    unit = workshop.machine.units.get(number=3)
    assert (unit.label, unit.serial_number) == ("三号机", "SN-3")
    assert unit.retired_at is not None
    assert "三号机 is out of service for good" in page


def test_a_booked_unit_stays_and_the_booking_is_named(workshop):
    booking = held(workshop)
    unit = booking.claims.get().unit

    page = workshop.post("retire_unit", unit.number).content.decode()

    assert booking.reference in page
    unit.refresh_from_db()
    assert unit.retired_at is None


# --- opening hours


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
    booking = held(workshop, (14, 16))
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


# --- outages


def outage_form(workshop, period, **changes):
    start, end = period.in_zone(factories.SHANGHAI)
    units = [str(unit.pk) for unit in workshop.machine.units.all()]
    sent = {
        "kind": "outage",
        "units": units,
        "date": start.date().isoformat(),
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "reason_en": "Slideway noise",
    }
    return sent | changes


def test_an_outage_closes_the_time_and_names_the_bookings_it_hits(workshop):
    booking = held(workshop)

    page = workshop.post("outages", **outage_form(workshop, soon(3, (8, 20)))).content.decode()

    outage = Outage.objects.get(resource=workshop.machine)
    assert outage.during == soon(3, (8, 20))
    assert "1 booking lies in it and stands until you decide" in page
    assert page.count(booking.reference) == 3  # once said, once named, once as the address
    assert "Slideway noise" in page


def test_units_that_are_back_can_be_booked_again(workshop):
    workshop.post("outages", **outage_form(workshop, soon(3, (8, 20))))
    outage = Outage.objects.get()

    page = workshop.post("end_outage", outage.pk).content.decode()

    assert "Every unit is in order" in page
    assert held(workshop).claims.count() == 1


def test_an_outage_without_units_is_named_and_kept(workshop):
    answer = workshop.client.post(workshop.url("outages"), outage_form(workshop, soon(3, (8, 20)), units=[]))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["units"]
    assert 'value="Slideway noise"' in answer.content.decode()


def test_an_outage_of_another_machine_is_not_ended_here(workshop):
    other = factories.resource(workshop.firm)
    outage = Outage.objects.create(resource=other, during=soon(3, (8, 20)))

    assert workshop.client.post(workshop.url("end_outage", outage.pk)).status_code == 404


def test_the_outages_cost_the_same_for_many(workshop, django_assert_num_queries):
    workshop.post("outages", **outage_form(workshop, soon(3, (8, 20))))
    held(workshop, days=4)
    workshop.get("outages")
    for days in range(4, 9):
        workshop.post("outages", **outage_form(workshop, soon(days, (8, 20))))

    # user, memberships, machine, units, outages and their units, claims in them, latest revision,
    # the bar's count
    with django_assert_num_queries(9):
        workshop.get("outages")


# --- offers


def test_an_offer_is_added_changed_and_taken_off(workshop):
    answer = workshop.client.post(workshop.url("add_offer"), sent_offer(), follow=True)
    offer = workshop.machine.offers.latest("pk")
    page = answer.content.decode()

    assert "¥380.50" in page
    assert [tier.refund_basis_points for tier in offer.tiers.order_by("-notice_minutes")] == [10_000, 1250]

    workshop.client.post(workshop.url("offer", offer.pk), sent_offer(**{"rates-0-amount": "400"}))
    assert offer.rates.get().amount_minor == 40_000

    workshop.post("retire_offer", offer.pk)
    offer.refresh_from_db()
    assert not offer.is_active
    workshop.post("bring_back_offer", offer.pk)
    offer.refresh_from_db()
    assert offer.is_active


def test_an_offer_without_a_price_is_refused_in_words(workshop):
    answer = workshop.client.post(workshop.url("add_offer"), sent_offer(**{"rates-0-DELETE": "on"}))

    assert answer.status_code == 422
    assert "needs at least one rate" in answer.content.decode()
    assert workshop.machine.offers.count() == 1


def test_a_wrong_amount_is_named_and_the_rest_is_kept(workshop):
    answer = workshop.client.post(workshop.url("add_offer"), sent_offer(**{"rates-0-amount": "cheap"}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“cheap” is not an amount" in page
    assert 'value="操作员"' in page


def test_the_offer_of_another_machine_is_not_edited_here(workshop):
    other = factories.offer(factories.resource(workshop.firm))

    assert workshop.client.get(workshop.url("offer", other.pk)).status_code == 404


def test_the_offers_cost_the_same_for_many(workshop, django_assert_num_queries):
    workshop.get("offers")
    for _number in range(4):
        factories.offer(workshop.machine)

    # user, memberships, machine, offers with rates, extras and tiers, latest revision, the bar's count
    with django_assert_num_queries(9):
        workshop.get("offers")


# --- limits


def limits_form(**changes):
    sent = {
        "is_operational": "on",
        "grid_minutes": "30 min",
        "notice_minutes": "2 h",
        "set_up_minutes": "0",
        "clean_up_minutes": "15 min",
        "no_show_minutes": "30 min",
        "maximum_minutes": "2 d",
    }
    return sent | changes


def test_limits_are_saved_in_the_units_people_write(workshop):
    page = workshop.post("limits", **limits_form()).content.decode()

    policy = workshop.machine.policy
    policy.refresh_from_db()
    assert (policy.grid_minutes, policy.notice_minutes, policy.maximum_minutes) == (30, 120, 2880)
    assert policy.minimum_minutes is None
    assert 'value="2 h"' in page
    assert 'value="2 d"' in page


def test_limits_that_exclude_each_other_are_refused_and_kept(workshop):
    answer = workshop.client.post(workshop.url("limits"), limits_form(minimum_minutes="3 d"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "longer than the longest" in page
    assert 'value="3 d"' in page


def test_a_length_without_a_unit_is_named(workshop):
    answer = workshop.client.post(workshop.url("limits"), limits_form(notice_minutes="soon"))

    assert list(answer.context["form"].errors) == ["notice_minutes"]
    assert "write 90 min" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "queries"),
    [("units", 6), ("hours", 10), ("limits", 7), ("facts", 9), ("add_offer", 5)],
)
def test_the_pages_of_setting_up_cost_a_fixed_number_of_queries(
    workshop, page, queries, django_assert_num_queries
):
    workshop.get(page)
    for _number in range(4):
        factories.resource(workshop.firm)
        held(workshop, days=4 + _number)

    with django_assert_num_queries(queries):
        workshop.get(page)
