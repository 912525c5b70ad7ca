"""Answering a request from its page, and a proposal from the other side."""

import pytest
from django.utils import timezone

from capacity.enums import BookingState
from capacity.operations import answers
from capacity.templatetags.booking_pages import instants
from tests.capacity.views.reading import words
from tests.capacity.views.stage import set_stage, soon
from tests.capacity.views.stepping import post, state_of
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def test_accepting_confirms_with_a_message(stage):
    booking = stage.request()

    post(booking, stage.scheduler, "accept", message="带好基准面")

    assert state_of(booking) == BookingState.CONFIRMED
    assert booking.steps.last().message == "带好基准面"


def test_declining_needs_a_reason_and_keeps_the_message_meanwhile(stage):
    booking = stage.request()

    response = post(booking, stage.scheduler, "decline", reason="", message="不做钛合金")

    assert response.status_code == 422
    assert "Reason: This field is required." in words(response)
    assert "不做钛合金" in response.content.decode()
    assert response.context["page"].answer == "decline"
    assert state_of(booking) == BookingState.REQUESTED

    post(booking, stage.scheduler, "decline", reason="material", message="不做钛合金")
    assert state_of(booking) == BookingState.DECLINED


def test_ticked_and_typed_periods_are_proposed_together(stage):
    booking = stage.request()
    ticked, typed = soon(6, (9, 13)), soon(7, (14, 18))
    day = f"{typed.in_zone(SHANGHAI).starts_at:%Y-%m-%d}"

    post(
        booking,
        stage.scheduler,
        "propose",
        periods=[instants(ticked)],
        date=day,
        starts="14:00",
        ends="18:00",
    )

    assert [each.period for each in booking.proposals.order_by("period")] == [ticked, typed]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Propose one to three periods."),
        ({"periods": ["yesterday"]}, "One of the periods cannot be read."),
        ({"periods": ["2027-01-01T00:00Z/2199-01-01T00:00Z"]}, "One of the periods cannot be read."),
        ({"periods": ["0001-01-01T00:00+14:00/0001-01-02T00:00Z"]}, "One of the periods cannot be read."),
        ({"date": "2020-01-01"}, "From: This field is required."),
    ],
)
def test_a_proposal_without_a_readable_period_is_refused(stage, typed, sentence):
    booking = stage.request()

    response = post(booking, stage.scheduler, "propose", **typed)

    assert response.status_code == 422
    assert sentence in words(response)
    assert not booking.proposals.exists()


def test_a_proposal_that_somebody_holds_names_the_rule_and_keeps_the_ticks(stage):
    booking = stage.request()
    taken = stage.confirm(soon(6, (9, 13))).period

    response = post(booking, stage.scheduler, "propose", periods=[instants(taken)], message="周四？")

    assert response.status_code == 409
    assert "Somebody was faster: the period is taken" in words(response)
    assert response.context["page"].ticked == [instants(taken)]
    assert "周四？" in response.content.decode()


def proposed(stage):
    booking = stage.request()
    answers.propose(booking=booking, by=stage.scheduler, now=timezone.now(), periods=[soon(6, (9, 15))])
    return booking


def test_taking_a_proposed_time_moves_and_confirms_the_booking(stage):
    booking = proposed(stage)

    post(booking, stage.buyer, "take_proposal", proposal=booking.proposals.get().pk)

    assert state_of(booking) == BookingState.CONFIRMED
    assert booking.period == soon(6, (9, 15))


def test_leaving_a_proposal_keeps_the_own_period_waiting(stage):
    booking = proposed(stage)

    post(booking, stage.buyer, "leave_proposal", message="只能周四")

    assert state_of(booking) == BookingState.REQUESTED
    assert not booking.proposals.filter(closed_at=None).exists()


def test_somebody_elses_proposal_cannot_be_taken(stage):
    mine, other = stage.request(soon(8, (9, 12))), proposed(stage)

    response = post(mine, stage.buyer, "take_proposal", proposal=other.proposals.get().pk)

    assert "This proposal is not open any more." in words(response)
    assert state_of(mine) == BookingState.REQUESTED
