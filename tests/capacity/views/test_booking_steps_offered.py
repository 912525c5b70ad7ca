"""What each side can do on the page of a booking, state by state."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from capacity.operations import answers, usage
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.booking_pages import address, begins_in, page, steps_offered
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import set_stage, soon
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db

MIDNIGHT = time()


@pytest.fixture
def stage():
    return set_stage()


def on_page(response, moment):
    """The moment as the page tells it at its own time: with the day where that is another one."""
    return response.context["page"].scene.clock(moment)


def test_the_buyer_of_a_hold_sees_until_when_it_is_kept_and_can_send_or_release_it(stage):
    booking = stage.hold()

    response = page(booking, stage.buyer)

    told = words(response)
    assert f"Send the request by {on_page(response, booking.held_until)}" in told
    assert "Send request for ¥1,717.60" in told  # 4 h × ¥380.00 and 13 % tax
    assert steps_offered(response, booking) == {"request", "withdraw", "extend_hold"}


def test_an_instant_offer_is_confirmed_and_not_requested():
    stage = set_stage(is_instant=True)
    booking = stage.hold()

    response = page(booking, stage.buyer)

    told = words(response)
    assert "Confirm by" in told
    assert "Book for ¥1,717.60" in told
    assert "Requested" not in told
    assert "Release the period" in told
    assert "Withdraw the request" not in told


def test_only_an_approver_can_keep_a_hold_longer(stage):
    booking = stage.hold()
    buyer = factories.member(stage.buyer.organisation, Role.BUYER)

    assert "extend_hold" not in steps_offered(page(booking, buyer), booking)


def test_a_viewer_reads_everything_and_is_told_why_nothing_can_be_done(stage):
    booking = stage.hold()
    viewer = factories.member(stage.buyer.organisation, Role.VIEWER)

    response = page(booking, viewer)

    assert steps_offered(response, booking) == set()
    assert "Your role in the organisation does not allow changing this booking" in words(response)


def test_a_member_above_the_limit_is_told_that_an_approver_has_to_send(stage):
    booking = stage.hold()
    small = factories.member(stage.buyer.organisation, Role.BUYER, limit_minor=100_000)

    assert "The amount is above your limit" in words(page(booking, small))


def test_the_provider_of_a_request_can_accept_propose_and_decline(stage):
    booking = stage.request()

    response = page(booking, stage.scheduler)

    told = words(response)
    assert "To answer" in told
    assert f"Answer by {on_page(response, booking.answer_by)}" in told
    assert "Accept for ¥1,717.60" in told
    assert "Propose another time" in told
    assert "Decline the request" in told
    assert "Mingchuan Medical" in told


def test_the_provider_is_offered_other_periods_with_what_they_would_cost(stage):
    booking = stage.request()

    response = page(booking, stage.scheduler)

    suggested = response.context["page"].suggestions
    assert len(suggested) == 5
    assert {difference.minor for _choice, difference in suggested} == {0}
    assert words(response).count("same price") == 5
    assert booking.period not in [choice.period for choice, _difference in suggested]


def test_contact_and_street_are_hidden_until_the_booking_is_confirmed(stage):
    requested = stage.request()
    confirmed = stage.confirm(soon(5, (9, 12)))

    before, after = (words(page(booking, stage.buyer)) for booking in (requested, confirmed))

    assert "288 Xinggang Street" not in before
    assert "138 0000 1764" not in before
    assert "shown once the booking is confirmed" in before
    assert "288 Xinggang Street" in after
    assert "138 0000 1764" in after


def test_the_customer_sees_proposed_times_with_the_difference_and_takes_or_leaves_them(stage):
    booking = stage.request()
    later = soon(6, (9, 15))
    answers.propose(
        booking=booking, by=stage.scheduler, now=timezone.now(), periods=[later], message="周四主轴复检"
    )

    response = page(booking, stage.buyer)

    told = words(response)
    assert "Choose a time by" in told
    assert "6 h · ¥858.80 more" in told
    assert "周四主轴复检" in told
    assert {"take_proposal", "leave_proposal", "withdraw"} <= steps_offered(response, booking)
    assert "Hengrui Precision proposes another time" in told


def test_the_provider_waits_while_the_customer_chooses(stage):
    booking = stage.request()
    answers.propose(booking=booking, by=stage.scheduler, now=timezone.now(), periods=[soon(6, (9, 13))])

    told = words(page(booking, stage.scheduler))

    assert "Mingchuan Medical chooses by" in told
    assert "You proposed:" in told


def test_a_confirmed_booking_can_be_changed_and_cancelled_at_an_amount_told_before(stage):
    booking = stage.confirm(soon(6, (9, 13)))

    response = page(booking, stage.buyer)

    told = words(response)
    assert "Cancel now and get ¥1,717.60 back" in told
    assert "48 h before the start · now" in told
    assert form(response, address(booking, "cancel"))["refund"] == "171760"
    assert [changing.step for changing in response.context["page"].changes] == [
        "reschedule",
        "extend",
        "shorten",
    ]


def test_the_provider_cancels_at_the_full_refund(stage):
    booking = begins_in(stage, hours=2)

    assert "Cancel now and get ¥0.00 back" in words(page(booking, stage.buyer))
    assert "Cancel now: the customer gets ¥858.80 back" in words(page(booking, stage.scheduler))


def test_where_changes_are_left_to_the_provider_the_page_says_so_at_once():
    stage = set_stage(policy={"change_notice_minutes": None})
    booking = stage.confirm()

    response = page(booking, stage.buyer)

    assert "This provider makes changes itself" in words(response)
    assert response.context["page"].changes == []


def test_check_in_is_offered_from_half_an_hour_before_the_start(stage):
    early, due = begins_in(stage, minutes=45), begins_in(stage, minutes=20)

    assert "check_in" not in steps_offered(page(early, stage.buyer), early)
    assert "check_in" in steps_offered(page(due, stage.buyer), due)
    assert "Check in now, at the latest by" in words(page(due, stage.buyer))


def test_nobody_having_come_can_be_reported_once_the_grace_is_over(stage):
    late = begins_in(stage, minutes=-31)

    assert {"check_in", "no_show"} <= steps_offered(page(late, stage.scheduler), late)
    assert "no_show" not in steps_offered(page(late, stage.buyer), late)


def test_the_provider_reports_the_usage_of_a_running_booking(stage):
    booking = stage.running()

    response = page(booking, stage.scheduler)

    assert steps_offered(response, booking) == {"deliver"}
    typed = form(response, address(booking, "deliver"))
    assert typed["until_date"] == f"{response.context['page'].now.astimezone(SHANGHAI):%Y-%m-%d}"


def test_the_customer_accepts_the_usage_that_was_reported(stage):
    booking = stage.running()
    until = booking.period.starts_at + timedelta(minutes=30)
    usage.deliver(booking=booking, by=stage.scheduler, now=timezone.now(), checked_out_at=until)

    response = page(booking, stage.buyer)

    told = words(response)
    assert "Accept the delivery by" in told
    assert "Reserved 3 h Used 30 min" in told
    assert "complete" in steps_offered(response, booking)
