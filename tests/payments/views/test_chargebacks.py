"""Chargebacks at the operators' desk, from the bank's taking back to who bears it."""

import pytest

from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from payments.emails import tell_of_chargeback
from payments.enums import ChargebackState, Rail
from payments.models import Chargeback
from payments.sandbox.rows import SandboxObject
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.confirmed import button_of, confirmed
from tests.payments.till import Till

pytestmark = pytest.mark.django_db
LIST = "/desk/chargebacks/"


@pytest.fixture
def contested(till: Till) -> Till:
    """Taken back on the sandbox's page, and told to us when somebody looked."""
    till.secure(Rail.PREPAY)
    till.browser().post(f"/sandbox/checkout/{till.page.remote_ref}/dispute/", {"amount": "1717.60"})
    till.get("back")
    return till


@pytest.fixture
def desk(till: Till):
    return till.browser(factories.operator())


def row() -> Chargeback:
    return Chargeback.objects.get()


def decide(till: Till, act: str) -> None:
    till.browser().post(f"/sandbox/checkout/{till.page.remote_ref}/dispute/decide/", {"act": act})
    till.get("back")


def test_it_is_listed_with_its_last_day_and_both_sides_are_told(contested: Till, desk):
    told = words(desk.get(LIST))
    assert contested.booking.reference in told
    assert "¥1,717.60 To be answered" in told

    for side in (contested.stage.buyer, contested.stage.scheduler):
        page = words(contested.booking_page(side))
        assert "The payer’s bank has taken ¥1,717.60 back. Payouts wait until it decides." in page


def test_the_banks_reason_is_told_in_words_or_as_the_bank_wrote_it(contested: Till, desk):
    address = f"{LIST}{row().pk}/"
    assert "The bank’s reason The cardholder did not allow it" in words(desk.get(address))

    Chargeback.objects.update(reason="noncompliant")
    assert "The bank’s reason noncompliant" in words(desk.get(address))


def test_it_is_answered_once_and_the_bank_decides(contested: Till, desk):
    address = f"{LIST}{row().pk}/"
    assert "Choose a reason." in words(desk.post(address, {"act": "answer", "told": " "}))

    sent = desk.post(address, {"act": "answer", "told": "按约使用，需方已验收。"}, follow=True)

    assert "The answer is sent; the bank decides." in words(sent)
    assert row().state == ChargebackState.UNDER_REVIEW
    evidence = SandboxObject.objects.get(kind="dispute").body["evidence"]
    assert evidence["uncategorized_text"] == "按约使用，需方已验收。"
    again = desk.post(address, {"act": "answer", "told": "x"})
    assert again.status_code == 409
    assert "This chargeback was answered already." in words(again)

    decide(contested, "won")
    assert row().state == ChargebackState.WON


def test_given_in_it_is_lost_and_the_marketplace_may_bear_it(contested: Till, desk):
    address = f"{LIST}{row().pk}/"
    asks = desk.post(address, {"act": "give_in"})
    assert button_of(asks) == "Let the payer have ¥1,717.60"
    assert "Mingchuan Medical keeps ¥1,717.60, and Hengrui Precision earns that much less." in words(asks)
    assert row().state == ChargebackState.TO_ANSWER
    confirmed(desk, address, {"act": "give_in"})
    assert row().state == ChargebackState.LOST
    assert "It can be borne once the booking is over" in words(confirmed(desk, address, {"act": "bear"}))
    contested.complete()

    told = words(confirmed(desk, address, {"act": "bear"}))

    assert "The marketplace bears the loss; the provider keeps its earnings." in told
    assert row().is_borne_by_us
    assert "Only a chargeback that is lost can be borne." in words(desk.post(address, {"act": "bear"}))


def test_the_bank_may_decide_for_the_payer(contested: Till):
    decide(contested, "lost")

    assert row().state == ChargebackState.LOST
    page = words(contested.booking_page(contested.stage.buyer))
    assert "The payer’s bank has taken ¥1,717.60 back for good." in page


def test_it_is_the_operators_page_alone(contested: Till):
    finance = contested.browser(factories.member(contested.booking.provider, Role.FINANCE))

    assert [finance.get(address).status_code for address in (LIST, f"{LIST}{row().pk}/")] == [404, 404]


def test_operators_and_the_providers_finances_are_mailed_once(contested: Till, mailoutbox):
    operator = factories.operator()
    finance = factories.member(contested.booking.provider, Role.FINANCE)
    (event,) = Event.objects.filter(name="ChargebackOpened")

    tell_of_chargeback(event)

    told = {mail.to[0]: mail.body for mail in mailoutbox}
    assert f"/desk/chargebacks/{row().pk}/" in told[operator.user.email]
    assert contested.booking.get_absolute_url() in told[finance.user.email]
    contested.get("back")
    assert Event.objects.filter(name="ChargebackOpened").count() == 1


def test_where_nothing_was_taken_back_it_says_so(desk):
    assert "No bank has taken anything back." in words(desk.get(LIST))
