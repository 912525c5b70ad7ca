from datetime import timedelta

import pytest

from capacity.enums import BookingState, ClaimKind, Side, Step
from capacity.models import Claim
from capacity.operations import answers, expiry, holds
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused, IllegalStep, NotAllowed, ReasonMissing, StaleStep
from capacity.operations.trail import Change, take_step
from marketplace.accounts.enums import Role
from tests.factories import NOW, member, offer, organisation, period, provider, resource

pytestmark = pytest.mark.django_db


class Stage:
    """A request from a customer, and the people of both sides."""

    def __init__(self, **fields):
        firm = provider()
        self.offer = offer(resource(firm, **fields))
        self.buyer = member(organisation(), Role.BUYER)
        self.scheduler = member(firm, Role.SCHEDULER)
        held = holds.hold(offer=self.offer, order=Order(period()), by=self.buyer, now=NOW)
        self.booking = holds.send_request(booking=held, by=self.buyer, now=NOW)

    def propose(self, *periods, now=NOW, **words):
        self.booking = answers.propose(
            booking=self.booking, by=self.scheduler, now=now, periods=periods, **words
        )
        return list(self.booking.proposals.filter(closed_at=None).order_by("pk"))


@pytest.fixture
def stage():
    return Stage()


def test_an_accepted_request_keeps_its_claims_for_good(stage):
    booking = answers.accept(booking=stage.booking, by=stage.scheduler, now=NOW)

    assert booking.state == BookingState.CONFIRMED
    assert booking.answer_by is None
    assert list(Claim.objects.values_list("kind", "expires_at")) == [(ClaimKind.BOOKING, None)]


def test_the_customer_cannot_accept_its_own_request(stage):
    with pytest.raises(NotAllowed):
        answers.accept(booking=stage.booking, by=stage.buyer, now=NOW)


def test_an_answer_after_the_window_is_refused_even_if_no_worker_ran(stage):
    with pytest.raises(IllegalStep):
        answers.accept(booking=stage.booking, by=stage.scheduler, now=stage.booking.answer_by)


def test_a_decline_needs_a_reason_and_frees_the_time(stage):
    with pytest.raises(ReasonMissing):
        answers.decline(booking=stage.booking, by=stage.scheduler, now=NOW, reason_code="nonsense")

    answers.decline(
        booking=stage.booking, by=stage.scheduler, now=NOW, reason_code="material", message="钛屑"
    )

    step = stage.booking.steps.get(number=3)
    assert (step.reason_code, step.message) == ("material", "钛屑")
    assert not Claim.objects.exists()


def test_proposed_times_are_kept_until_the_customer_chooses(stage):
    stage.propose(period((13, 16)), period((9, 12), days=5))

    with pytest.raises(BookingRefused):
        holds.hold(
            offer=stage.offer, order=Order(period((14, 15))), by=member(organisation(), Role.BUYER), now=NOW
        )
    assert stage.booking.answer_by == NOW + timedelta(hours=24)


def test_taking_a_proposal_moves_the_booking_there_at_its_price(stage):
    first, _second = stage.propose(period((13, 18)), period((9, 12), days=5))

    booking = answers.take_proposal(booking=stage.booking, by=stage.buyer, now=NOW, proposal_id=first.pk)

    assert (booking.state, booking.period) == (BookingState.CONFIRMED, period((13, 18)))
    assert booking.net_minor == 5 * 38_000
    assert [claim.during for claim in Claim.objects.all()] == [period((13, 18))]


def test_a_hold_that_ended_meanwhile_does_not_stand_in_the_way_of_a_proposal():
    stage = Stage(units=2)
    other = member(organisation(), Role.BUYER)
    held = holds.hold(offer=stage.offer, order=Order(period((14, 16))), by=other, now=NOW)
    assert held.claims.get().unit == stage.booking.claims.get().unit
    (proposal,) = stage.propose(period((14, 16)))

    booking = answers.take_proposal(
        booking=stage.booking, by=stage.buyer, now=held.held_until, proposal_id=proposal.pk
    )

    assert (booking.state, booking.period) == (BookingState.CONFIRMED, period((14, 16)))
    held.refresh_from_db()
    assert held.state == BookingState.EXPIRED


def test_a_proposal_may_overlap_the_time_that_was_asked_for(stage):
    (later,) = stage.propose(period((11, 14)))

    booking = answers.take_proposal(booking=stage.booking, by=stage.buyer, now=NOW, proposal_id=later.pk)

    assert [claim.during for claim in booking.claims.all()] == [period((11, 14))]


def test_leaving_the_proposals_gives_the_provider_its_window_back(stage):
    stage.propose(period((13, 16)))
    later = NOW + timedelta(hours=3)

    booking = answers.leave_proposal(booking=stage.booking, by=stage.buyer, now=later)

    assert booking.state == BookingState.REQUESTED
    assert booking.answer_by == later + timedelta(hours=48)
    assert [claim.during for claim in Claim.objects.all()] == [period()]


def test_proposals_nobody_chose_expire_with_the_request(stage):
    stage.propose(period((13, 16)))
    late = NOW + timedelta(hours=24)

    expiry.expire_if_due(stage.booking.pk, late)

    stage.booking.refresh_from_db()
    assert stage.booking.state == BookingState.EXPIRED
    assert not Claim.objects.exists()
    assert not stage.booking.proposals.filter(closed_at=None).exists()


def test_a_taken_time_is_not_proposed(stage):
    other = member(organisation(), Role.BUYER)
    holds.hold(offer=stage.offer, order=Order(period((14, 16))), by=other, now=NOW)

    with pytest.raises(BookingRefused):
        stage.propose(period((13, 15)))


@pytest.mark.parametrize("count", [0, 4])
def test_one_to_three_times_are_proposed(stage, count):
    with pytest.raises(answers.BadProposal):
        stage.propose(*(period(days=4 + number) for number in range(count)))


def test_a_proposal_of_another_booking_cannot_be_taken(stage):
    other = Stage()
    (foreign,) = other.propose(period((13, 16)))

    with pytest.raises(answers.NotProposed):
        answers.take_proposal(booking=stage.booking, by=stage.buyer, now=NOW, proposal_id=foreign.pk)


def test_a_step_that_left_the_state_alone_makes_a_row_stale_as_well(stage):
    stale = type(stage.booking).objects.get(pk=stage.booking.pk)
    stage.propose(period((14, 16)))

    with pytest.raises(StaleStep):
        take_step(stale, Step.ACCEPT, by=stage.scheduler, side=Side.PROVIDER, now=NOW, change=Change())


def test_a_step_from_a_stale_row_is_refused(stage):
    stale = type(stage.booking).objects.get(pk=stage.booking.pk)
    answers.accept(booking=stage.booking, by=stage.scheduler, now=NOW)

    with pytest.raises(StaleStep):
        take_step(stale, Step.ACCEPT, by=stage.scheduler, side=Side.PROVIDER, now=NOW, change=Change())
