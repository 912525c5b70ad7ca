"""The pages that the sandbox hosts in Stripe's place, as a payer meets them."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from marketplace.money import Money
from payments.gateway import Capture, Method, PaymentStatus
from payments.sandbox import acting
from tests.payments.sandboxed import Desk, yuan


@pytest.fixture
def desk(db: None, settings: Settings) -> Desk:
    """By the clock that the pages read."""
    settings.PAYMENTS_BACKEND = "sandbox"
    return Desk(now=timezone.now())


@pytest.fixture
def payer() -> Client:
    return Client(headers={"accept-language": "en"})


def address(page_id: str, step: str = "") -> str:
    return f"/sandbox/checkout/{page_id}/{step}"


def test_the_page_says_what_is_to_be_paid_and_that_nothing_is_real(desk: Desk, payer: Client) -> None:
    page = desk.page(yuan(4357))

    shown = payer.get(address(page.id)).content.decode()

    assert "五轴加工中心 DMU 50" in shown
    assert "Pay ¥4,357.00" in shown
    assert "in the place of Stripe’s own" in shown


def test_the_page_speaks_chinese_as_well(desk: Desk) -> None:
    page = desk.page(yuan(100), capture=Capture.LATER)

    shown = Client(headers={"accept-language": "zh-hans"}).get(address(page.id)).content.decode()

    assert "冻结 ¥100.00" in shown


@pytest.mark.parametrize(
    ("methods", "offered", "kept_back"),
    [
        ([Method.CARD], "Visa card", "Alipay"),
        ([Method.ALIPAY], "Alipay", "Visa card"),
        ([Method.CARD, Method.WECHAT], "WeChat Pay", "Alipay"),
    ],
)
def test_the_page_offers_what_the_session_takes(
    desk: Desk, payer: Client, methods: list[Method], offered: str, kept_back: str
) -> None:
    shown = payer.get(address(desk.page(methods=methods).id)).content.decode()

    assert offered in shown
    assert kept_back not in shown


def test_paying_leads_back_to_us_with_the_number_of_the_session(desk: Desk, payer: Client) -> None:
    page = desk.page()

    paid = payer.post(address(page.id), {"means": "pm_card_visa", "act": "pay"})

    assert (paid.status_code, paid["Location"]) == (302, f"http://127.0.0.1:8000/paid/?session={page.id}")
    assert desk.gateway().checkouts.get(page.id).is_paid


def test_the_amount_is_held_where_that_was_asked_for(desk: Desk, payer: Client) -> None:
    page = desk.page(capture=Capture.LATER)

    payer.post(address(page.id), {"means": "pm_card_visa", "act": "pay"})

    payment = desk.gateway().payments.get(desk.gateway().checkouts.get(page.id).payment_id)
    assert payment.status == PaymentStatus.AUTHORISED
    assert "is held on the card" in payer.get(address(page.id)).content.decode()


@pytest.mark.parametrize(
    ("act", "means", "said"),
    [
        ("refuse", "pm_card_visa", "The bank refused the payment."),
        ("challenge", "pm_card_visa", "The bank asks to prove who pays"),
        ("pay", "pm_card_chargeDeclinedInsufficientFunds", "The card has not enough money."),
    ],
)
def test_a_payment_that_fails_says_why_and_the_page_stays(
    desk: Desk, payer: Client, act: str, means: str, said: str
) -> None:
    page = desk.page()

    failed = payer.post(address(page.id), {"means": means, "act": act})

    assert (failed.status_code, said in failed.content.decode()) == (422, True)
    assert desk.gateway().checkouts.get(page.id).status == "open"
    assert payer.post(address(page.id), {"means": "pm_card_visa", "act": "pay"}).status_code == 302


@pytest.mark.parametrize("means", ["", "pm_alipay", "pm_none"])
def test_what_is_not_offered_is_not_taken(desk: Desk, payer: Client, means: str) -> None:
    page = desk.page()

    refused = payer.post(address(page.id), {"means": means, "act": "pay"})

    assert (refused.status_code, "Choose what to pay with." in refused.content.decode()) == (422, True)
    assert desk.kept("charge") == 0


def test_a_page_that_ran_out_takes_nothing(desk: Desk, payer: Client) -> None:
    page = desk.page()
    desk.gateway().checkouts.expire(key=desk.key(), checkout_id=page.id)

    late = payer.post(address(page.id), {"means": "pm_card_visa", "act": "pay"})

    assert (late.status_code, "This page has run out" in late.content.decode()) == (422, True)
    assert desk.kept("charge") == 0


def test_paying_twice_charges_once(desk: Desk, payer: Client) -> None:
    page = desk.page()
    for _ in range(2):
        payer.post(address(page.id), {"means": "pm_card_visa", "act": "pay"})

    assert desk.kept("charge") == 1


def test_a_card_is_left_and_nothing_taken(desk: Desk, payer: Client) -> None:
    page = desk.gateway().checkouts.open_card_setup(key=desk.key(), order=desk.order(), currency="CNY")
    assert "Leave this card" in payer.get(address(page.id)).content.decode()

    payer.post(address(page.id), {"means": "pm_card_visa", "act": "pay"})

    assert desk.gateway().checkouts.saved_card(page.setup_id).method_id


def test_a_bank_transfer_waits_on_the_page_for_the_money(desk: Desk, payer: Client) -> None:
    page = desk.page(Money(10_000, "EUR"), methods=[Method.BANK])
    waiting = payer.post(address(page.id), {"means": "pm_bank_transfer", "act": "pay"}).content.decode()
    assert "€100.00 is still missing" in waiting

    payer.post(address(page.id, "money/"), {"amount": "99.99"})
    assert "€0.01 is still missing" in payer.get(address(page.id)).content.decode()

    payer.post(address(page.id, "money/"), {"amount": "0.01"})
    assert desk.gateway().checkouts.get(page.id).is_paid


@pytest.mark.parametrize("amount", ["", "0", "-1", "ten", "1.234"])
def test_an_amount_that_cannot_be_read_is_said(desk: Desk, payer: Client, amount: str) -> None:
    page = desk.page(Money(10_000, "EUR"), methods=[Method.BANK])
    desk.pay(page, "pm_bank_transfer")

    refused = payer.post(address(page.id, "money/"), {"amount": amount})

    assert refused.status_code == 422
    assert not desk.gateway().checkouts.get(page.id).is_paid


def test_a_dispute_is_opened_from_the_page(desk: Desk, payer: Client) -> None:
    page = desk.page(yuan(100))
    paid = desk.pay(page)

    assert payer.post(address(page.id, "dispute/"), {"amount": "100.01"}).status_code == 422
    assert payer.post(address(page.id, "dispute/"), {"amount": "60"}).status_code == 302

    (dispute,) = desk.gateway().disputes.of_payment(paid.id)
    assert dispute.amount == yuan(60)
    assert "has taken the money back" in payer.get(address(page.id)).content.decode()


def test_a_day_passes_at_the_press_of_a_button(desk: Desk, payer: Client) -> None:
    page = desk.page(capture=Capture.LATER)
    payment = desk.pay(page)

    for _ in range(7):
        payer.post(address(page.id, "day/"))

    assert desk.gateway().payments.get(payment.id).status == PaymentStatus.CANCELLED
    assert "The payment was released." in payer.get(address(page.id)).content.decode()


@pytest.mark.parametrize(("act", "can_receive"), [("accept", True), ("refuse", False)])
def test_a_firm_is_accepted_or_refused_and_led_back(
    desk: Desk, payer: Client, act: str, can_receive: bool
) -> None:
    firm = desk.firm(is_accepted=False)
    url = desk.gateway().accounts.page_for(
        key=desk.key(), account_id=firm.id, return_url="http://127.0.0.1:8000/x/", refresh_url="http://y/"
    )
    assert "恒锐精密" in payer.get(url.removeprefix("http://127.0.0.1:8000")).content.decode()

    done = payer.post(f"/sandbox/account/{firm.id}/", {"act": act})

    assert done["Location"] == "http://127.0.0.1:8000/x/"
    assert desk.gateway().accounts.get(firm.id).can_receive is can_receive


@pytest.mark.parametrize("path", ["checkout/cs_test_none/", "account/acct_none/"])
def test_what_is_not_there_is_missing(desk: Desk, payer: Client, path: str) -> None:
    assert payer.get(f"/sandbox/{path}").status_code == 404


@pytest.mark.parametrize("backend", ["off", "stripe"])
def test_where_the_sandbox_is_not_used_its_pages_are_not_there(
    desk: Desk, payer: Client, settings: Settings, backend: str
) -> None:
    page = desk.page()
    settings.PAYMENTS_BACKEND = backend

    assert payer.get(address(page.id)).status_code == 404
    assert payer.post(address(page.id), {"means": "pm_card_visa", "act": "pay"}).status_code == 404


def test_the_bank_may_be_faster_than_the_page(desk: Desk, payer: Client) -> None:
    """The page shows what is true now, though it was loaded before."""
    page = desk.page()
    acting.pay(session_ref=page.id, instrument="pm_card_visa", now=desk.now)

    late = payer.post(address(page.id), {"means": "pm_card_visa", "act": "refuse"})

    assert (late.status_code, "Paid" in late.content.decode()) == (422, True)
