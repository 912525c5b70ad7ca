"""How often each page asks the database: pinned, and the same however many rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from capacity.models import Extra, Rate, Specification
from capacity.operations import answers
from tests import factories
from tests.capacity.views.stage import set_stage, signed_in, soon
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def queries(client, path):
    """How many queries a page takes once session and content types are warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200
    return len(asked)


def crowd(stage, number):
    """More machines, each with everything a row or a page shows, and bookings on them."""
    for _ in range(number):
        machine = factories.resource(at=stage.machine.site, units=2)
        offer = factories.offer(machine)
        Rate.objects.create(offer=offer, amount_minor=30_000, customer_class="small")
        Extra.objects.create(offer=offer, kind="operator", name_zh="操作员", amount_minor=9_000)
        Specification.objects.create(
            revision=machine.published_revision, kind="spindle_speed", minimum=1, maximum=1
        )
        stage.machine, stage.offer = machine, offer
        stage.confirm(soon(4, (9, 13)))
        stage.request(soon(5, (9, 13)))


PAGES = {
    "/bookings/": 10,
    "/bookings/?tab=coming": 10,
}


@pytest.mark.parametrize(("path", "pinned"), PAGES.items())
def test_a_list_takes_a_fixed_number_of_queries(stage, path, pinned):
    client = signed_in(stage.buyer)
    crowd(stage, 2)
    few = queries(client, path)
    crowd(stage, 6)

    assert (few, queries(client, path)) == (pinned, pinned)


def test_the_page_of_a_machine_takes_a_fixed_number(stage):
    client = signed_in(stage.buyer)
    crowd(stage, 1)
    address = stage.machine.get_absolute_url()
    few = queries(client, address)
    for day in range(6, 12):
        stage.confirm(soon(day, (9, 13)))
        factories.offer(stage.machine)
    Specification.objects.create(
        revision=stage.machine.published_revision, kind="travel_x", minimum=1, maximum=1
    )

    assert (few, queries(client, address)) == (22, 22)


def test_a_quote_and_a_calendar_take_a_fixed_number(stage):
    client = signed_in(stage.buyer)
    day, later = (f"{soon(days, (9, 13)).in_zone(SHANGHAI).starts_at:%Y-%m-%d}" for days in (4, 9))
    quote = f"{stage.machine.get_absolute_url()}quote/?date={day}&starts=09:00&ends=13:00"
    calendar = f"{stage.machine.get_absolute_url()}calendar/?from={day}&to={later}"
    few = queries(client, quote), queries(client, calendar)
    for each in range(4, 9):
        stage.confirm(soon(each, (14, 18)))

    assert few == (queries(client, quote), queries(client, calendar)) == (16, 9)


@pytest.mark.parametrize(
    ("state", "side", "pinned"),
    [
        ("held", "buyer", 6),
        ("requested", "buyer", 7),
        ("requested", "scheduler", 14),
        ("confirmed", "buyer", 12),
        ("confirmed", "scheduler", 7),
        ("in_use", "scheduler", 7),
    ],
)
def test_the_page_of_a_booking_takes_a_fixed_number(stage, state, side, pinned):
    booking = stage.in_state(state)

    assert queries(signed_in(getattr(stage, side)), booking.get_absolute_url()) == pinned


def test_a_long_record_takes_no_more(stage):
    booking = stage.request()
    client = signed_in(stage.buyer)
    for _ in range(3):
        answers.propose(booking=booking, by=stage.scheduler, now=timezone.now(), periods=[soon(6, (9, 13))])
        answers.leave_proposal(booking=booking, by=stage.buyer, now=timezone.now(), message="不行")

    assert queries(client, booking.get_absolute_url()) == 7


def test_the_live_parts_take_no_frame(stage):
    booking = stage.confirm()
    client = signed_in(stage.buyer)
    address = f"{booking.get_absolute_url()}panels/"

    assert queries(client, f"{address}?part=progress") == 4
    assert queries(client, f"{address}?part=work") == 10
