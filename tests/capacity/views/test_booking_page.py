"""The page of one booking: its end, its record, its readers, its live parts."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from capacity.operations import answers, changes, expiry, holds
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.booking_pages import address, page, steps_offered
from tests.capacity.views.reading import words
from tests.capacity.views.stage import CHINESE, ENGLISH, set_stage, signed_in

pytestmark = pytest.mark.django_db

MIDNIGHT = time()


@pytest.fixture
def stage():
    return set_stage()


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
