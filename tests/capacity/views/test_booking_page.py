"""The page of one booking, as each side sees it in each state."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from capacity.enums import Step
from capacity.operations import answers, changes, expiry, holds, usage
from marketplace.accounts.enums import Role
from marketplace.pages.formats import clock_text, moment_text
from marketplace.periods import Period
from tests import factories
from tests.capacity.views.reading import form, forms, words
from tests.capacity.views.stage import CHINESE, ENGLISH, Stage, set_stage, signed_in, soon
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db

MIDNIGHT = time()


@pytest.fixture
def stage():
    return set_stage()


def address(booking, *rest):
    return "/".join(["/bookings", booking.reference, *rest, ""])


def page(booking, actor, **language):
    return signed_in(actor, **(language or ENGLISH)).get(address(booking))


def steps_offered(response, booking):
    """The steps for which the page has a form."""
    prefix = address(booking)
    return {each.removeprefix(prefix).rstrip("/") for each in forms(response) if each.startswith(prefix)} & {
        step.value for step in Step
    }


def test_the_buyer_of_a_hold_sees_until_when_it_is_kept_and_can_send_or_release_it(stage):
    booking = stage.hold()

    response = page(booking, stage.buyer)

    told = words(response)
    assert f"Send the request by {clock_text(booking.held_until, SHANGHAI)}" in told
    assert "Send request for ¥1,717.60" in told  # 4 h × ¥380.00 and 13 % tax
    assert steps_offered(response, booking) == {"request", "withdraw", "extend_hold"}


def test_an_instant_offer_is_confirmed_and_not_requested():
    stage = set_stage(is_instant=True)
    booking = stage.hold()

    told = words(page(booking, stage.buyer))

    assert "Confirm by" in told
    assert "Book for ¥1,717.60" in told
    assert "Requested" not in told


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
    assert f"Answer by {moment_text(booking.answer_by, SHANGHAI)}" in told
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


def begins_in(stage: Stage, **time: int):
    """A confirmed booking of two hours that begins so soon, whatever the clock says now."""
    other = factories.resource(
        at=stage.machine.site, opens=MIDNIGHT, closes=MIDNIGHT, policy={"grid_minutes": 1}
    )
    start = (timezone.now() + timedelta(**time)).replace(second=0, microsecond=0)
    period = Period(start, start + timedelta(hours=2))
    copy = Stage(other, factories.offer(other), stage.buyer, stage.scheduler)
    return copy.confirm(period, now=timezone.now() - timedelta(days=1))


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
    assert typed["until_date"] == f"{timezone.now().astimezone(SHANGHAI):%Y-%m-%d}"


def test_the_customer_accepts_the_usage_that_was_reported(stage):
    booking = stage.running()
    until = booking.period.starts_at + timedelta(minutes=30)
    usage.deliver(booking=booking, by=stage.scheduler, now=timezone.now(), checked_out_at=until)

    response = page(booking, stage.buyer)

    told = words(response)
    assert "Accept the delivery by" in told
    assert "Reserved 3 h Used 30 min" in told
    assert "complete" in steps_offered(response, booking)


def test_a_hold_that_is_over_is_shown_as_expired_before_any_worker_has_noticed(stage):
    booking = stage.hold(now=timezone.now() - timedelta(minutes=16))

    response = page(booking, stage.buyer)

    told = words(response)
    assert "The hold ended before a request was sent" in told
    assert steps_offered(response, booking) == set()
    assert "Choose another time" in told


@pytest.mark.parametrize(
    ("leave", "sentence"),
    [
        (
            lambda stage, b, now: holds.withdraw(booking=b, by=stage.buyer, now=now),
            "Mingchuan Medical withdrew",
        ),
        (
            lambda stage, b, now: answers.decline(
                booking=b, by=stage.scheduler, now=now, reason_code="material", message="不做钛"
            ),
            "Hengrui Precision declined: Material not accepted",
        ),
    ],
)
def test_an_exit_closes_the_life_line_with_its_reason(stage, leave, sentence):
    booking = stage.request()
    leave(stage, booking, timezone.now())

    response = page(booking, stage.buyer)

    assert sentence in words(response)
    assert steps_offered(response, booking) == set()
    assert [step.state for step in response.context["page"].life.steps] == ["held", "requested"]


def test_a_cancelled_booking_says_who_why_and_what_goes_back(stage):
    booking = stage.confirm()
    changes.cancel(booking=booking, by=stage.buyer, now=timezone.now(), reason_code="drawing_changed")

    told = words(page(booking, stage.scheduler))

    assert "Cancelled by Mingchuan Medical: Drawing changed" in told
    assert "Mingchuan Medical gets ¥1,717.60 of ¥1,717.60 back." in told


def test_the_record_tells_who_did_what_for_whom_and_what_they_wrote(stage):
    booking = stage.request()
    answers.accept(booking=booking, by=stage.scheduler, now=timezone.now(), message="带好基准面")

    told = words(page(booking, stage.buyer))

    for sentence in (
        "王敏 (Mingchuan Medical) held the period",
        "TC4 骨板",
        "王敏 (Mingchuan Medical) sent the request",
        "周建国 (Hengrui Precision) accepted the request",
        "带好基准面",
    ):
        assert sentence in told


def test_the_clock_is_named_where_it_acted(stage):
    booking = stage.hold(now=timezone.now() - timedelta(minutes=16))
    expiry.expire_if_due(booking.pk, timezone.now())

    assert "The hold ended without a request" in words(page(booking, stage.buyer))


def test_each_reader_gets_names_in_their_language_and_chinese_is_the_first(stage):
    booking = stage.request()
    client = Client()
    client.force_login(stage.buyer.user)

    chinese, english, neither = (
        words(client.get(address(booking), **language)) for language in (CHINESE, ENGLISH, {})
    )

    assert "苏州恒锐精密机械" in chinese
    assert "苏州恒锐精密机械" in neither
    assert "Hengrui Precision" in english
    assert "苏州恒锐精密机械" not in english


def test_an_operator_sees_both_sides_and_may_answer_for_the_provider(stage):
    booking = stage.request()

    response = page(booking, factories.operator())

    told = words(response)
    assert "Mingchuan Medical books from Hengrui Precision" in told
    assert "Answer for the provider" in told


def test_a_stranger_is_told_that_there_is_nothing_here(stage):
    booking = stage.request()
    stranger = factories.member(factories.organisation(), Role.OWNER)

    for path in (address(booking), address(booking, "panels"), f"{address(booking, 'change')}?change=extend"):
        response = signed_in(stranger).get(path)
        assert response.status_code == 404
        assert booking.reference not in response.content.decode().replace(path, "").replace(
            f"next={path}", ""
        )


def test_somebody_signed_out_is_asked_to_sign_in_and_comes_back(stage):
    booking = stage.request()

    response = Client().get(address(booking))

    assert response["Location"].endswith(f"?next={address(booking)}")


def test_the_live_parts_are_the_same_as_on_the_page_and_tell_their_version(stage):
    booking = stage.request()
    client = signed_in(stage.buyer, **ENGLISH)
    booking.resource.refresh_from_db()
    whole = client.get(address(booking)).content.decode()

    for part, landmark in (("progress", "hengrui"), ("work", "Withdraw the request")):
        fragment = client.get(f"{address(booking, 'panels')}?part={part}").content.decode()
        assert f'data-live-fragment="{address(booking, "panels")}?part={part}"' in fragment
        assert f'data-live-version="{booking.resource.version}"' in fragment
        assert landmark.lower() in fragment.lower()
        assert fragment.split("</time>")[0].split(">")[-1] in whole


def test_there_is_no_other_live_part(stage):
    booking = stage.request()

    assert signed_in(stage.buyer).get(f"{address(booking, 'panels')}?part=all").status_code == 404
