"""An organisation's own bookings by tab."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from capacity.operations import answers, changes
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def listed(actor, tab="open", **more):
    response = signed_in(actor, **ENGLISH).get("/bookings/", {"tab": tab, **more})
    return [row.booking for row in response.context["list"].rows]


def test_each_booking_stands_in_the_tab_of_its_state(stage):
    held, requested = stage.hold(soon(3, (9, 13))), stage.request(soon(4, (9, 13)))
    confirmed = stage.confirm(soon(5, (9, 13)))
    cancelled = stage.confirm(soon(6, (9, 13)))
    changes.cancel(booking=cancelled, by=stage.buyer, now=timezone.now(), reason_code="order_lost")

    assert set(listed(stage.buyer)) == {held, requested}
    assert listed(stage.buyer, "coming") == [confirmed]
    assert listed(stage.buyer, "past") == [cancelled]


def test_a_hold_that_is_over_is_past_before_any_worker_has_noticed(stage):
    over = stage.hold(now=timezone.now() - timedelta(minutes=16))

    response = signed_in(stage.buyer, **ENGLISH).get("/bookings/?tab=past")

    assert listed(stage.buyer) == []
    assert [row.booking for row in response.context["list"].rows] == [over]
    assert "Expired" in words(response)


def test_the_most_urgent_comes_first(stage):
    slow = stage.request(soon(9, (9, 13)))
    urgent = stage.hold(soon(10, (9, 13)))

    assert listed(stage.buyer) == [urgent, slow]


def test_a_proposal_to_answer_is_told_as_a_question(stage):
    booking = stage.request()
    client = signed_in(stage.buyer, **ENGLISH)
    before = words(client.get("/bookings/"))
    answers.propose(booking=booking, by=stage.scheduler, now=timezone.now(), periods=[soon(6, (9, 13))])

    assert "To answer" not in before
    assert "To answer" in words(client.get("/bookings/"))


def test_the_tabs_count_and_an_unknown_one_is_the_first(stage):
    stage.hold()
    stage.confirm(soon(5, (9, 13)))

    response = signed_in(stage.buyer, **ENGLISH).get("/bookings/?tab=other")

    assert [(tab, count) for tab, _word, count in response.context["list"].counts] == [
        ("open", 1),
        ("coming", 1),
        ("past", 0),
    ]
    assert response.context["list"].tab == "open"


def test_a_provider_does_not_find_what_others_booked_there(stage):
    stage.confirm()

    assert listed(stage.scheduler, "coming") == []


def test_an_empty_tab_says_what_to_do(stage):
    told = words(signed_in(stage.buyer, **ENGLISH).get("/bookings/"))

    assert "Nothing to do and nothing waiting" in told
    assert "Find capacity" in told


def test_every_member_may_look_and_nobody_signed_out(stage):
    booking = stage.hold()
    viewer = factories.member(stage.buyer.organisation, Role.VIEWER)

    assert listed(viewer) == [booking]
    assert Client().get("/bookings/")["Location"].startswith("/accounts/login/")


def test_pages_of_the_past_keep_their_tab(stage):
    for day in range(4, 26):
        booking = stage.confirm(soon(day, (9, 10)))
        changes.cancel(booking=booking, by=stage.buyer, now=timezone.now(), reason_code="order_lost")

    response = signed_in(stage.buyer).get("/bookings/?tab=past")

    assert len(response.context["list"].rows) == 20
    assert "tab=past&amp;page=2" in response.content.decode()
    assert len(listed(stage.buyer, "past", page=2)) == 2
