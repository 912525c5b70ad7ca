"""Opening hours change; bookings outside the new ones stay and are named."""

from datetime import date, time

import pytest

from capacity.models import OpeningException, OpeningRule, Resource
from capacity.opening import Weekly
from capacity.operations import holds, openings
from capacity.operations.assessments import Order
from capacity.operations.openings import DatedChange
from capacity.operations.refusals import BookingRefused, NotAllowed
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests import factories
from tests.factories import NOW, period

pytestmark = pytest.mark.django_db

THURSDAY = date(2027, 3, 4)
MORNINGS = [Weekly(day, time(8), time(12)) for day in range(1, 6)]


@pytest.fixture
def machine():
    return factories.resource()


@pytest.fixture
def scheduler(machine):
    return factories.member(machine.provider, Role.SCHEDULER)


def held(machine, hours=(9, 11)):
    buyer = factories.member(factories.organisation(), Role.BUYER)
    return holds.hold(offer=factories.offer(machine), order=Order(period(hours)), by=buyer, now=NOW)


def test_new_weekly_hours_replace_the_old_ones_and_are_told(machine, scheduler):
    outside = openings.replace_weekly_rules(resource=machine, rules=MORNINGS, by=scheduler, now=NOW)

    rules = OpeningRule.objects.filter(resource=machine).order_by("weekday")
    assert [(rule.weekday, rule.opens_at, rule.closes_at) for rule in rules] == [
        (day, time(8), time(12)) for day in range(1, 6)
    ]
    assert outside == []
    event = Event.objects.get(resource_id=machine.pk)
    assert (event.name, event.data["cause"]) == ("CalendarChanged", "opening")
    assert event.version == Resource.objects.get(pk=machine.pk).version


def test_bookings_outside_the_new_hours_stay_and_are_named(machine, scheduler):
    inside, outside = held(machine), held(machine, (14, 16))

    found = openings.replace_weekly_rules(resource=machine, rules=MORNINGS, by=scheduler, now=NOW)

    assert found == [outside]
    assert {inside.claims.count(), outside.claims.count()} == {1}


def test_a_hold_that_is_over_is_not_named(machine, scheduler):
    booking = held(machine, (14, 16))

    found = openings.replace_weekly_rules(
        resource=machine, rules=MORNINGS, by=scheduler, now=booking.held_until
    )

    assert found == []


def test_a_closure_keeps_the_date_from_being_booked(machine, scheduler):
    change = DatedChange(first=THURSDAY, last=THURSDAY, reason_zh="盘点", reason_en="Stocktaking")

    openings.set_dates(resource=machine, change=change, by=scheduler, now=NOW)

    closure = OpeningException.objects.get(resource=machine)
    assert (closure.on, closure.is_closure, closure.reason_zh) == (THURSDAY, True, "盘点")
    with pytest.raises(BookingRefused) as refusal:
        held(machine)
    assert [rule.code for rule in refusal.value.broken] == ["closed"]


def test_a_closure_names_the_bookings_it_meets(machine, scheduler):
    booking = held(machine)

    found = openings.set_dates(
        resource=machine, change=DatedChange(first=date(2027, 3, 1), last=THURSDAY), by=scheduler, now=NOW
    )

    assert found == [booking]
    assert OpeningException.objects.filter(resource=machine).count() == 4


def test_setting_a_date_again_replaces_what_was_set(machine, scheduler):
    for hours in ([], [(time(18), time(20)), (time(8), time(10))]):
        openings.set_dates(
            resource=machine,
            change=DatedChange(first=THURSDAY, last=THURSDAY, hours=hours),
            by=scheduler,
            now=NOW,
        )

    rows = OpeningException.objects.filter(resource=machine).order_by("opens_at")
    assert [(row.opens_at, row.closes_at) for row in rows] == [(time(8), time(10)), (time(18), time(20))]


def test_cleared_dates_follow_the_week_again(machine, scheduler):
    change = DatedChange(first=THURSDAY, last=THURSDAY)
    openings.set_dates(resource=machine, change=change, by=scheduler, now=NOW)

    openings.clear_dates(resource=machine, first=THURSDAY, last=THURSDAY, by=scheduler, now=NOW)

    assert held(machine).claims.count() == 1


@pytest.mark.parametrize("last", [date(2027, 3, 3), date(2028, 3, 4)])
def test_dates_that_run_backwards_or_for_more_than_a_year_are_refused(machine, scheduler, last):
    with pytest.raises(openings.BadHours):
        openings.set_dates(
            resource=machine, change=DatedChange(first=THURSDAY, last=last), by=scheduler, now=NOW
        )


@pytest.mark.parametrize(
    "rules",
    [
        [Weekly(0, time(8), time(12))],
        [Weekly(1, time(8), time(12), date(2027, 3, 2), date(2027, 3, 1))],
        [Weekly(1, time(8), time(12))] * 101,
    ],
)
def test_hours_that_cannot_be_leave_the_old_ones(machine, scheduler, rules):
    with pytest.raises(openings.BadHours):
        openings.replace_weekly_rules(resource=machine, rules=rules, by=scheduler, now=NOW)

    assert machine.opening_rules.count() == 7


@pytest.mark.parametrize("role", [Role.LISTER, Role.BUYER])
def test_only_who_schedules_changes_hours(machine, role):
    for actor in (
        factories.member(machine.provider, role),
        factories.member(factories.provider(), Role.OWNER),
    ):
        with pytest.raises(NotAllowed):
            openings.replace_weekly_rules(resource=machine, rules=[], by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            openings.clear_dates(resource=machine, first=THURSDAY, last=THURSDAY, by=actor, now=NOW)

    assert machine.opening_rules.count() == 7
