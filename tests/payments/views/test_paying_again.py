"""Paying anew for a booking whose hold was lost, from its page over the gateway's and back."""

import pytest
from django.utils import timezone

from capacity.operations import answers
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.sandboxed import Desk
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(till: Till) -> Till:
    """Confirmed, and its bank has let go of what the card held."""
    till.secure()
    answers.accept(booking=till.fresh(), by=till.stage.scheduler, now=timezone.now())
    gateway = Desk(now=timezone.now()).gateway()
    gateway.payments.release(key="bank", payment_id=till.plan.payment_ref)
    till.get("again", "back")
    return till


def test_each_side_is_told_what_is_lost_and_who_is_to_pay(lost: Till):
    told = words(lost.booking_page(lost.stage.buyer))
    assert "To pay ¥1,717.60 The payer’s bank let go of what the card held, so nothing is paid." in told
    assert "Pay again The bank let go of what your card held" in told
    assert told.count("Pay ¥1,717.60 again") == 1
    assert "Cancel and owe" in told

    for other in (lost.stage.scheduler, factories.operator()):
        told = words(lost.booking_page(other))
        assert "The customer was asked to pay again." in told
        assert "Pay ¥1,717.60 again" not in told


def test_paid_again_it_is_told_and_no_more_asked_for(lost: Till):
    answer = lost.browser().post(lost.address("again"))
    assert answer.url == lost.page.url
    lost.pay()

    told = words(lost.browser().get(lost.address("again", "back"), follow=True))
    assert "¥1,717.60 is secured for this booking again." in told
    assert "Authorised ¥1,717.60 Held on the card and not taken yet." in told
    again = lost.browser().post(lost.address("again"), follow=True)
    assert "Nothing of this booking is to be paid again." in words(again)


def test_left_it_is_still_to_be_paid(lost: Till):
    lost.browser().post(lost.address("again"))

    told = words(lost.browser().get(lost.address("again", "back"), follow=True))
    assert "Nothing was paid, and the booking is still to be paid again." in told


def test_an_old_address_of_the_first_payment_promises_nothing(lost: Till):
    for address in (lost.address(), lost.address("back")):
        told = words(lost.browser().get(address, follow=True))
        assert "so nothing is paid" in told
        assert "is held on your card" not in told


def test_a_held_period_whose_card_let_go_is_led_to_paying_again_and_not_round_in_a_circle(till: Till):
    till.begin()
    till.plan.__class__.objects.update(payment_ref="pi_lost", state="cancelled")

    page = till.booking_page(till.stage.buyer)
    assert "Pay ¥1,717.60 again" in words(page)
    assert f'href="{till.address()}"' not in page.content.decode()
