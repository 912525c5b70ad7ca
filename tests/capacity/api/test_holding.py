"""Holding a period through the API."""

import pytest

from capacity.models import Booking
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told


@pytest.fixture
def machine(db):
    return factories.resource(policy={"minimum_minutes": 60})


@pytest.fixture
def offer(machine):
    return factories.offer(machine)


@pytest.fixture
def buyer(db):
    return Caller(factories.member(factories.organisation(), Role.BUYER))


def body(offer, period=None, **others):
    return {**told(period or coming()), "resource": offer.resource.slug, "offer": offer.pk, **others}


def test_a_hold_says_where_it_is_and_what_was_agreed(buyer, offer):
    answer = buyer.post("bookings/", body(offer, note="Two housings."))

    booking = Booking.objects.get()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v1/bookings/{booking.reference}/")
    said = answer.json()
    assert said["state"] == "held"
    assert said["price"]["total"] == {"minor": 128820, "currency": "CNY", "text": "¥1,288.20"}
    assert said["starts_at"] == told(coming())["starts_at"]
    assert said["steps"] == ["request", "withdraw"]
    assert booking.note == "Two housings."
