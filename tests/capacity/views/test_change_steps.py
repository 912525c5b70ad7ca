"""Changing, cancelling and using what was booked, from its page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.enums import BookingState
from marketplace.periods import Period
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import set_stage, soon
from tests.capacity.views.stepping import address, fields_of, post, state_of
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


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
