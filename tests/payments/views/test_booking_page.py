"""The payment on the booking's page, for both sides; and steps that have to be paid first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import answers, changes
from marketplace.accounts import tokens
from payments.enums import Rail
from payments.operations.advancing import advance
from tests import factories
from tests.capacity.views.booking_pages import steps_offered
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.capacity.views.stepping import post
from tests.payments.sandboxed import Desk
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


def advance_now(till: Till) -> None:
    advance(till.plan.pk, Desk(now=timezone.now()).gateway(), clock=timezone.now)


def test_what_is_held_is_paid_before_it_is_sent(till: Till):
    response = till.booking_page(till.stage.buyer)

    assert "Pay by" in words(response)
    assert "Go to payment, ¥1,717.60" in words(response)
    assert f'href="{till.address()}"' in response.content.decode()
    assert steps_offered(response, till.booking) == {"withdraw", "extend_hold"}
    assert "To pay ¥1,717.60 Nothing is held or taken yet." in words(response)


def test_the_machines_page_leads_a_hold_to_payment(till: Till):
    response = till.browser().get(till.stage.machine.get_absolute_url())

    assert f'href="{till.address()}"' in response.content.decode()


def test_where_payments_are_off_it_is_sent_as_before(till: Till, settings):
    settings.PAYMENTS_BACKEND, settings.PAYMENTS_ARE_SIMULATED = "off", False

    response = till.booking_page(till.stage.buyer)

    assert "request" in steps_offered(response, till.booking)
    assert "payment" not in words(response).lower()


def test_a_step_from_a_page_made_before_is_refused_with_the_way_to_pay(till: Till):
    response = post(till.booking, till.stage.buyer, "request", message="TC4")

    assert response.status_code == 402
    assert "Nothing was sent Pay first" in words(response)
    assert f'<a href="{till.address()}">Go to payment</a>' in response.content.decode()
    assert "TC4" in words(response)


def test_programs_are_told_where_to_pay(till: Till):
    secret = tokens.issue(membership=till.stage.buyer.membership).secret

    response = till.browser().post(
        f"/api/v1/bookings/{till.booking.reference}/request/",
        {},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
    )

    assert response.status_code == 402
    assert response.json()["type"] == "/api/v1/problems/payment-required/"
    assert response.json()["pay_at"] == till.address()


def test_the_buyer_sees_what_is_held_and_until_when(till: Till):
    till.secure()

    told = words(till.booking_page(till.stage.buyer))

    assert "Authorised ¥1,717.60 Held on the card and not taken yet." in told
    assert "The card holds it until" in told
    assert "Marketplace fee" not in told


def test_the_provider_sees_fee_net_and_what_is_missing(till: Till):
    till.secure()
    owner = factories.member(till.booking.provider, "owner")

    told = words(till.booking_page(owner))

    assert "Marketplace fee 5% −85.88 You receive ¥1,631.72" in told
    assert "Pending Waits for your answer" in told
    assert "No account is set up yet that it could be paid to. Set up payouts" in told


def test_a_declined_request_is_told_as_released(till: Till):
    till.secure()
    answers.decline(
        booking=Booking.objects.get(), by=till.stage.scheduler, now=timezone.now(), reason_code="material"
    )
    advance_now(till)

    assert "Released ¥1,717.60 The card was let go of, and nothing was taken." in words(
        till.booking_page(till.stage.buyer)
    )


def test_what_goes_back_after_a_cancellation_is_told_with_its_moment(till: Till):
    till.secure(Rail.PREPAY)
    answers.accept(booking=Booking.objects.get(), by=till.stage.scheduler, now=timezone.now())
    soon = till.booking.period.starts_at - timedelta(hours=30)
    changes.cancel(booking=Booking.objects.get(), by=till.stage.buyer, now=soon, reason_code="order_lost")
    till.settle()

    told = words(till.booking_page(till.stage.buyer))

    assert "Part refunded ¥1,717.60 ¥1,717.60 was taken " in told
    assert "¥858.80 went back on " in told


def test_bookings_older_than_payments_are_settled_outside(till: Till, settings):
    settings.PAYMENTS_BACKEND = "off"
    booking = till.stage.confirm(till.stage.period(days=6))
    settings.PAYMENTS_BACKEND = "sandbox"

    for actor in (till.stage.buyer, till.stage.scheduler):
        response = signed_in(actor, **ENGLISH).get(booking.get_absolute_url())
        assert "This booking is settled outside the marketplace." in words(response)


def test_the_record_says_once_that_the_hold_is_kept_while_somebody_pays(till: Till):
    for rail in (Rail.CARD_HOLD, Rail.PREPAY, Rail.CARD_HOLD, Rail.MANUAL):
        till.begin(rail)
    assert till.booking.steps.filter(step="extend_hold").count() > 1

    assert words(till.booking_page(till.stage.buyer)).count("keeps the hold until") == 1
