"""The checkout: what it tells before anybody pays, where it leads, and who is let in."""

import pytest
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import holds
from marketplace.accounts.enums import Role
from payments.enums import Rail
from payments.gateway import Unknown
from payments.models import PaymentPlan
from payments.operations import sending
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in
from tests.payments.paying import AT_ONCE
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


def test_it_tells_amount_steps_tiers_and_who_gets_what_before_anything_is_paid(till: Till):
    told = words(till.get())

    assert "Held for you for" in told
    assert "Authorise ¥1,717.60 and send request" in told
    assert "Pay ¥1,717.60 and send request" in told
    assert "Of this to Hengrui Precision 1,631.72 Marketplace fee (paid by the provider) 85.88" in told
    assert "The provider answers; if not, all is released" in told
    assert "If you cancel before You get back" in told
    assert PaymentPlan.objects.count() == 0


def test_rails_that_are_not_available_say_so_and_cannot_be_chosen(till: Till):
    told = words(till.get())

    assert "Bank transfer To the marketplace’s own account, with a reference" in told
    assert "Net terms Hengrui Precision has not granted your firm a credit limit." in told
    assert till.begin("bank_transfer").status_code == 422


@pytest.mark.parametrize("rail", AT_ONCE)
def test_it_freezes_the_plan_and_leads_to_the_gateways_page(till: Till, rail: Rail):
    response = till.begin(rail, message="TC4 骨板")

    assert (response.status_code, response["Location"]) == (302, till.page.url)
    assert (till.plan.rail, till.plan.quoted_minor, till.plan.commission_basis_points) == (rail, 171_760, 500)
    assert till.plan.message == "TC4 骨板"
    assert till.state == "held"


def test_a_second_tab_is_led_to_the_same_page(till: Till):
    assert till.begin()["Location"] == till.begin()["Location"]


def test_without_the_terms_nothing_is_begun_and_what_was_typed_is_kept(till: Till):
    response = till.begin(agree="", rail=Rail.PREPAY, message="TC4 骨板")

    assert response.status_code == 422
    assert "Accept the terms of this order first." in words(response)
    assert 'value="prepay" checked' in response.content.decode()
    assert "TC4 骨板</textarea>" in response.content.decode()
    assert PaymentPlan.objects.count() == 0


@pytest.mark.parametrize("message", ["x" * 2001, "TC4\0"])
def test_a_message_that_cannot_be_sent_is_told_at_its_field(till: Till, message: str):
    response = till.begin(message=message)

    assert response.status_code == 422
    assert 'aria-describedby="message-error"' in response.content.decode()
    assert PaymentPlan.objects.count() == 0


def test_an_instant_offer_says_that_it_books(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    told = words(Till(is_instant=True).get())

    assert "Authorise ¥1,717.60 and book" in told
    assert "At once The booking is confirmed" in told


def test_above_the_limit_an_approver_has_to_pay(till: Till):
    limited = factories.member(till.booking.customer, Role.BUYER, limit_minor=100)

    response = till.get(actor=limited)
    sent = till.browser(limited).post(till.address(), {"rail": "prepay", "agree": "1"})

    assert "an approver of your organisation has to pay" in words(response)
    assert "Authorise" not in words(response)
    assert sent.status_code == 403


def test_after_the_hold_it_says_so_and_offers_to_hold_again(till: Till):
    holds.withdraw(booking=till.booking, by=till.stage.buyer, now=timezone.now())

    response = till.get()

    assert "The hold has ended" in words(response)
    assert f'href="{till.stage.machine.get_absolute_url()}?offer=' in response.content.decode()
    assert till.begin().status_code == 409


def test_after_something_was_paid_and_went_back_it_never_says_that_nothing_was_taken(till: Till):
    till.begin(Rail.PREPAY)
    holds.withdraw(booking=Booking.objects.get(), by=till.stage.buyer, now=timezone.now())
    till.pay()
    till.get("back")

    assert till.get()["Location"] == till.address("back")


def test_the_provider_learns_of_no_checkout(till: Till):
    assert till.get(actor=till.stage.scheduler).status_code == 404


def test_where_payments_are_off_there_is_none(till: Till, settings):
    settings.PAYMENTS_BACKEND = "off"

    assert till.get().status_code == 404


def test_a_booking_in_a_currency_that_is_not_taken_is_sent_without_paying(till: Till):
    till.booking.__class__.objects.filter(pk=till.booking.pk).update(currency="KRW")

    response = till.get()

    assert response["Location"] == till.booking.get_absolute_url()
    assert "Send request for" in words(till.booking_page(till.stage.buyer))


@pytest.fixture
def silence(monkeypatch):
    """The gateway does not answer who opens a page, until it is lifted."""
    heard = dict(sending.SENDING)

    def unanswered(operation, gateway):
        raise Unknown("timeout", "on purpose")

    monkeypatch.setitem(sending.SENDING, "checkout", unanswered)

    def lift():
        monkeypatch.setitem(sending.SENDING, "checkout", heard["checkout"])

    return lift


def test_while_the_gateway_is_silent_a_page_waits_asks_by_itself_and_goes_on(till: Till, silence):
    response = till.begin()
    assert response["Location"] == till.address("opening")
    waiting = till.get("opening")
    assert "The payment page is being opened" in words(waiting)
    assert f'hx-get="{till.address("opening")}?asked=1" hx-trigger="load delay:2s"' in (
        waiting.content.decode()
    )

    silence()
    till.plan.operations.update(not_before=timezone.now())
    asked = till.get("opening", HTTP_HX_REQUEST="true")

    assert asked["HX-Redirect"] == till.page.url != ""


def test_a_page_that_the_gateway_refuses_is_told(till: Till, silence):
    till.begin()
    till.plan.operations.update(state="stuck")

    response = till.get("opening")

    assert "The payment page cannot be opened" in words(response)
    assert "hx-get" not in response.content.decode()


def test_of_several_machines_the_price_tells_how_many(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    stage = set_stage(units=3)
    booking = stage.hold(units=3)
    browser = signed_in(stage.buyer, **ENGLISH)

    for address in (booking.get_absolute_url(), f"/bookings/{booking.reference}/pay/"):
        assert "Machine time 3 units × 4 h × ¥380.00 4,560.00" in words(browser.get(address))


@pytest.mark.parametrize("till", [{"charge_mode": "overage"}], indirect=True)
def test_what_a_card_holds_beyond_the_price_is_told_before_it_is_held(till: Till):
    told = words(till.get())

    assert "Agreed price, tax included 1,717.60 Allowance for overrun, released if unused 343.52" in told
    assert "Held now ¥2,061.12 Taken now ¥1,717.60" in told
    assert "Authorise ¥2,061.12 and send request" in told
    assert "Pay ¥1,717.60 and send request" in told
    assert "¥2,061.12 held" in told

    till.secure()
    assert till.plan.to_secure.minor == 206_112
