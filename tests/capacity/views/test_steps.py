"""Taking the steps of a booking from its page: what happens, what is refused, and what is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.enums import BookingState
from capacity.operations import answers, holds
from capacity.templatetags.booking_pages import instants
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests import factories
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in, soon
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def address(booking, step=""):
    return f"/bookings/{booking.reference}/{step}/" if step else f"/bookings/{booking.reference}/"


def post(booking, actor, step, **typed):
    """Send the form of a step as the page made now would."""
    booking.refresh_from_db()
    sent = {"seen": booking.step_count, **typed}
    return signed_in(actor, **ENGLISH).post(address(booking, step), sent)


def state_of(booking):
    booking.refresh_from_db()
    return booking.state


def fields_of(period):
    start, end = period.in_zone(SHANGHAI)
    return {
        "date": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "end_date": f"{end:%Y-%m-%d}",
    }


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


def test_rescheduling_moves_the_booking_to_the_period_that_was_previewed(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    post(booking, stage.buyer, "reschedule", **fields_of(soon(7, (10, 16))))

    booking.refresh_from_db()
    assert booking.period == soon(7, (10, 16))
    assert booking.total_minor == 257_640


def test_a_booking_can_be_moved_into_the_night(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    post(booking, stage.buyer, "reschedule", **fields_of(soon(7, (22, 30))))

    booking.refresh_from_db()
    assert booking.period == soon(7, (22, 30))


def test_moving_onto_somebody_elses_period_shows_the_rules_and_the_way_out(stage):
    mine, other = stage.confirm(soon(6, (9, 13))), stage.confirm(soon(7, (9, 13)))

    response = post(mine, stage.buyer, "reschedule", **fields_of(other.period))

    told = words(response)
    assert response.status_code == 409
    assert "Somebody was faster" in told
    assert "Earliest period that passes every rule" in told
    mine.refresh_from_db()
    assert mine.period == soon(6, (9, 13))


@pytest.mark.parametrize(("step", "hour", "hours"), [("extend", 15, 6), ("shorten", 11, 2)])
def test_another_end_changes_the_length(stage, step, hour, hours):
    booking = stage.confirm(soon(6, (9, 13)))
    end = fields_of(soon(6, (9, hour)))

    post(booking, stage.buyer, step, end_date=end["end_date"], ends=end["ends"])

    booking.refresh_from_db()
    assert booking.period == soon(6, (9, 9 + hours))


def test_cancelling_at_the_amount_on_the_button_stores_it(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    post(booking, stage.buyer, "cancel", reason="order_lost", refund=booking.total_minor)

    assert state_of(booking) == BookingState.CANCELLED
    assert booking.refund_minor == booking.total_minor


def test_an_amount_that_is_not_the_one_on_the_button_any_more_cancels_nothing(stage):
    booking = stage.confirm(soon(1, (9, 13)), now=timezone.now() - timedelta(days=2))

    response = post(
        booking, stage.buyer, "cancel", reason="order_lost", refund=booking.total_minor, message="抱歉"
    )

    told = words(response)
    assert response.status_code == 409
    assert "The amount that comes back has changed" in told
    assert "What you wrote: 抱歉" in told
    assert state_of(booking) == BookingState.CONFIRMED


def test_cancelling_needs_a_reason(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    response = post(booking, stage.buyer, "cancel", reason="", refund=booking.total_minor)

    assert response.status_code == 422
    assert state_of(booking) == BookingState.CONFIRMED


def test_check_in_report_and_acceptance_by_page(stage):
    booking = stage.running()
    until = (timezone.now() - timedelta(minutes=1)).astimezone(SHANGHAI)

    post(
        booking,
        stage.scheduler,
        "deliver",
        until_date=f"{until:%Y-%m-%d}",
        until=f"{until:%H:%M}",
        message="十二件合格",
    )
    assert state_of(booking) == BookingState.DELIVERED

    post(booking, stage.buyer, "complete")
    assert state_of(booking) == BookingState.COMPLETED


def test_a_usage_report_from_the_future_is_refused_and_kept(stage):
    booking = stage.running()
    tomorrow = (timezone.now() + timedelta(days=1)).astimezone(SHANGHAI)

    response = post(
        booking, stage.scheduler, "deliver", until_date=f"{tomorrow:%Y-%m-%d}", until="09:00", message="好了"
    )

    assert response.status_code == 422
    assert "not in the future" in words(response)
    assert form(response, address(booking, "deliver"))["until_date"] == f"{tomorrow:%Y-%m-%d}"
    assert state_of(booking) == BookingState.IN_USE


def test_checking_in_too_early_is_refused_with_the_rule(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    response = post(booking, stage.buyer, "check_in")

    assert response.status_code == 409
    assert "Check-in opens 30 minutes before the start." in words(response)


def test_a_no_show_too_early_is_refused_with_the_rule(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    response = post(booking, stage.scheduler, "no_show")

    assert response.status_code == 409
    assert state_of(booking) == BookingState.CONFIRMED


def test_extending_while_in_use_is_possible_and_keeps_the_start(stage):
    booking = stage.running()
    old = booking.period
    end = fields_of(Period(old.starts_at, old.ends_at + timedelta(hours=1)))

    post(booking, stage.buyer, "extend", end_date=end["end_date"], ends=end["ends"])

    booking.refresh_from_db()
    assert booking.period == Period(old.starts_at, old.ends_at + timedelta(hours=1))
