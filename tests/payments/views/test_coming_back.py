"""Back from the gateway's page: the true state in a sentence, and one thing to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import holds
from payments.enums import Rail
from payments.gateway import Unknown
from payments.models import PaymentOperation, PaymentPlan
from payments.sandbox import acting
from payments.views import moving_on
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


def action(response) -> str:
    """The address of the page's one filled button."""
    return response.content.decode().partition('<a class="btn btn-primary" href="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("rail", "told"),
    [
        (Rail.CARD_HOLD, "¥1,717.60 is held on your card, and the request has gone to Hengrui Precision."),
        (Rail.PREPAY, "¥1,717.60 is paid, and the request has gone to Hengrui Precision."),
    ],
)
def test_paid_it_goes_on_to_the_booking_which_says_so(till: Till, rail: Rail, told: str):
    till.begin(rail)
    till.pay()

    response = till.browser().get(till.address("back"), follow=True)

    assert response.redirect_chain == [(till.booking.get_absolute_url(), 302)]
    assert told in words(response)
    assert till.state == "requested"


def test_an_instant_offer_is_confirmed(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    till = Till(is_instant=True)
    till.begin()
    till.pay()

    response = till.browser().get(till.address("back"), follow=True)

    assert "¥1,717.60 is held on your card, and the booking is confirmed." in words(response)
    assert till.state == "confirmed"


def test_a_page_that_was_left_tells_that_the_period_is_kept(till: Till):
    till.begin()

    response = till.get("back")

    assert "Not paid yet Nothing was taken. The period is kept for you until" in words(response)
    assert action(response) == till.address()


def test_a_refused_card_can_be_followed_by_another(till: Till):
    till.begin()
    till.pay("pm_card_chargeDeclined")

    response = till.get("back")
    assert "The card was refused Nothing was taken." in words(response)
    assert action(response) == till.address()

    till.secure()
    assert till.state == "requested"


def test_a_failed_challenge_is_told_as_such(till: Till):
    till.begin()
    acting.fail_challenge(session_ref=till.page.remote_ref, now=timezone.now())

    assert "Your bank could not make sure that it was you" in words(till.get("back"))


def test_paid_twice_it_says_that_one_goes_back(till: Till):
    till.begin(Rail.CARD_HOLD)
    first = till.page
    till.begin(Rail.PREPAY)
    till.pay(page=first)
    till.pay()

    response = till.get("back")

    assert "You paid twice; one payment goes back" in words(response)
    assert action(response) == till.booking.get_absolute_url()
    assert till.state == "requested"


def test_paid_after_the_hold_ended_the_money_goes_back_and_it_can_be_held_again(till: Till):
    till.begin()
    holds.withdraw(booking=Booking.objects.get(), by=till.stage.buyer, now=timezone.now())
    till.pay()

    response = till.get("back")

    assert "The hold had ended; your card is let go of ¥1,717.60 held on your card is released" in words(
        response
    )
    assert action(response).startswith(till.stage.machine.get_absolute_url())


def test_what_was_taken_after_the_hold_ended_is_returned(till: Till):
    till.begin(Rail.PREPAY)
    holds.withdraw(booking=Booking.objects.get(), by=till.stage.buyer, now=timezone.now())
    till.pay()

    assert "The hold had ended; your money goes back ¥1,717.60 is returned in full" in words(till.get("back"))


def test_held_twice_one_is_released_and_nothing_is_called_paid(till: Till):
    """A second page is opened where the first has run out, and somebody had it open still."""
    till.begin(Rail.CARD_HOLD)
    first = till.page
    PaymentOperation.objects.filter(pk=first.pk).update(
        params=first.params | {"expires_at": timezone.now().isoformat()}
    )
    till.begin(Rail.CARD_HOLD)
    till.pay(page=first)
    till.pay()

    told = words(till.get("back"))

    assert "Held on your card twice; one of them is released" in told
    assert "The second was only held on your card, and is released by itself." in told
    assert "paid twice" not in told


def test_a_hold_that_was_lost_is_not_told_as_held_again(till: Till):
    till.secure()
    PaymentPlan.objects.update(state="cancelled")

    response = till.browser().get(till.address("back"), follow=True)

    told = words(response)
    assert "is held on your card" not in told
    assert "so nothing is paid" in told
    assert "¥1,717.60 is paid" not in told


def test_the_hold_ended_and_nothing_was_paid(till: Till):
    till.begin()
    Booking.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    assert "The hold has ended Nothing was taken" in words(till.get("back"))


def test_while_the_gateway_is_away_nothing_is_claimed_and_it_asks_again(till: Till, monkeypatch):
    till.begin()
    till.pay()

    def away(*args, **kwargs):
        raise Unknown("timeout", "on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(moving_on, "advance", away)
        response = till.get("back")
    assert "The payment is being checked" in words(response)
    assert 'hx-trigger="load delay:2s"' in response.content.decode()

    asked = till.get("back", HTTP_HX_REQUEST="true")
    assert asked["HX-Redirect"] == till.booking.get_absolute_url()


def test_who_never_began_is_led_to_the_checkout(till: Till):
    assert till.get("back")["Location"] == till.address()
