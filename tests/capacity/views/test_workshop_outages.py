"""Outages on their page: reported, ended, with the bookings they hit."""

import pytest

from capacity.models import Outage
from tests import factories
from tests.capacity.views.stage import soon

pytestmark = pytest.mark.django_db


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
    booking = workshop.held()

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
    assert workshop.held().claims.count() == 1


def test_an_outage_that_has_not_begun_is_called_off(workshop):
    coming = workshop.post("outages", **outage_form(workshop, soon(3, (8, 20)))).content.decode()
    past = workshop.post("end_outage", Outage.objects.get().pk).content.decode()

    assert "Call it off" in coming
    assert "Units are back" not in coming
    assert "called off" in past


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
    workshop.held(days=4)
    workshop.get("outages")
    for days in range(4, 9):
        workshop.post("outages", **outage_form(workshop, soon(days, (8, 20))))

    # user, memberships, machine, units, outages and their units, claims in them, latest revision,
    # the bar's count, the bell
    with django_assert_num_queries(10):
        workshop.get("outages")
