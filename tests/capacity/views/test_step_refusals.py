"""Taking the steps of a hold, and what any step is refused for: what happens, and what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.enums import BookingState
from capacity.operations import holds
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in
from tests.capacity.views.stepping import address, post, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def test_sending_a_request_leads_back_to_the_booking_and_the_message_stands_in_the_record(stage):
    booking = stage.hold()

    response = post(booking, stage.buyer, "request", message="请备好测头")

    assert response["Location"] == address(booking)
    assert state_of(booking) == BookingState.REQUESTED
    assert "请备好测头" in words(signed_in(stage.scheduler).get(address(booking)))


def test_an_instant_offer_is_confirmed_by_the_same_button():
    stage = set_stage(is_instant=True)
    booking = stage.hold()

    post(booking, stage.buyer, "request")

    assert state_of(booking) == BookingState.CONFIRMED


def test_releasing_a_hold_gives_the_period_to_the_next(stage):
    booking = stage.hold()

    post(booking, stage.buyer, "withdraw")

    assert state_of(booking) == BookingState.WITHDRAWN
    assert stage.hold().state == BookingState.HELD


def test_an_approver_keeps_a_hold_for_an_hour(stage):
    booking = stage.hold()

    post(booking, stage.buyer, "extend_hold", minutes="60")

    booking.refresh_from_db()
    assert timedelta(minutes=59) < booking.held_until - timezone.now() < timedelta(minutes=61)


def test_a_page_that_is_out_of_date_is_told_what_happened_and_keeps_what_was_typed(stage):
    booking = stage.request()
    seen = booking.step_count
    holds.withdraw(booking=booking, by=stage.buyer, now=timezone.now())

    response = signed_in(stage.scheduler, **ENGLISH).post(
        address(booking, "accept"), {"seen": seen, "message": "周四上午可以"}
    )

    told = words(response)
    assert response.status_code == 409
    assert "王敏 (Mingchuan Medical) withdrew, 0 s ago" in told
    assert "What you wrote: 周四上午可以" in told
    assert state_of(booking) == BookingState.WITHDRAWN


def test_what_was_typed_stands_in_the_form_again_where_the_step_is_still_possible(stage):
    booking = stage.hold()
    holds.extend_hold(booking=booking, by=stage.buyer, now=timezone.now(), minutes=60)

    response = signed_in(stage.buyer).post(address(booking, "request"), {"seen": 1, "message": "十二件骨板"})

    assert response.status_code == 409
    kept = form(response, address(booking, "request"))
    assert (kept["message"], kept["seen"]) == ("十二件骨板", "2")
    assert state_of(booking) == BookingState.HELD


@pytest.mark.parametrize("seen", ["", "none", "999"])
def test_a_form_that_does_not_say_what_it_saw_changes_nothing(stage, seen):
    booking = stage.hold()

    response = signed_in(stage.buyer).post(address(booking, "withdraw"), {"seen": seen})

    assert response.status_code in {409, 422}
    assert state_of(booking) == BookingState.HELD


def test_a_step_the_state_does_not_allow_is_refused_with_the_reason(stage):
    booking = stage.confirm()

    response = post(booking, stage.scheduler, "accept")

    assert response.status_code == 409
    assert "This booking is now “Confirmed”" in words(response)


def test_a_role_that_may_not_is_refused_and_told_so(stage):
    booking = stage.request()
    viewer = factories.member(stage.scheduler.organisation, Role.VIEWER)

    response = post(booking, viewer, "accept")

    assert response.status_code == 403
    assert "Your role in the organisation does not allow this." in words(response)
    assert state_of(booking) == BookingState.REQUESTED


def test_above_the_limit_an_approver_has_to_send(stage):
    booking = stage.hold()
    small = factories.member(stage.buyer.organisation, Role.BUYER, limit_minor=100_000)

    response = post(booking, small, "request")

    assert response.status_code == 403
    assert "¥1,717.60 is above your limit" in words(response)
    assert state_of(booking) == BookingState.HELD


def test_a_strangers_step_is_a_step_on_nothing(stage):
    booking = stage.hold()
    stranger = factories.member(factories.organisation(), Role.OWNER)

    assert post(booking, stranger, "withdraw").status_code == 404
    assert state_of(booking) == BookingState.HELD


@pytest.mark.parametrize("step", ["hold", "expire", "explode"])
def test_a_step_that_no_page_takes_is_not_there(stage, step):
    booking = stage.hold()

    assert post(booking, stage.buyer, step).status_code == 404


def test_looking_at_a_step_takes_none(stage):
    booking = stage.hold()

    assert signed_in(stage.buyer).get(address(booking, "withdraw")).status_code == 405
    assert state_of(booking) == BookingState.HELD
