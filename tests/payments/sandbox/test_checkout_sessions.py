"""Checkout pages: what they take, how long they stay open, and what they leave."""

import pytest

from marketplace.money import Money
from payments.gateway import Capture, Method, PaymentStatus, Refused
from payments.sandbox import acting
from payments.sandbox.refusals import Refusal
from tests.payments.sandboxed import Desk, yuan


def test_a_page_is_open_and_has_an_address_on_this_machine(desk: Desk) -> None:
    page = desk.page(yuan(100))

    assert (page.status, page.is_paid, page.payment_id) == ("open", False, "")
    assert page.url == f"http://127.0.0.1:8000/sandbox/checkout/{page.id}/"


def test_paying_takes_the_whole_amount_and_ends_the_page(desk: Desk) -> None:
    page = desk.page(yuan(100))

    payment = desk.pay(page)

    ended = desk.gateway().checkouts.get(page.id)
    assert (ended.status, ended.is_paid, ended.url) == ("complete", True, "")
    assert (payment.status, payment.received) == (PaymentStatus.SUCCEEDED, yuan(100))
    assert desk.events(page.id) == ["checkout.session.completed"]


def test_paying_where_the_amount_is_to_be_held_takes_nothing(desk: Desk) -> None:
    payment = desk.held(yuan(100))

    assert (payment.status, payment.capturable, payment.received) == (
        PaymentStatus.AUTHORISED,
        yuan(100),
        yuan(0),
    )
    assert desk.events(payment.id) == [
        "payment_intent.created",
        "payment_intent.amount_capturable_updated",
    ]


def test_the_payment_carries_what_the_page_was_opened_with(desk: Desk) -> None:
    payment = desk.pay(desk.page(key="opened"))

    assert payment.transfer_group == "bk_1"
    assert payment.metadata == {"booking": "BK-7H3M", "operation": "opened"}


def test_a_refused_card_leaves_the_page_open_for_another(desk: Desk) -> None:
    page = desk.page()

    refused = desk.pay(page, "pm_card_chargeDeclined")
    assert (refused.status, refused.error_code) == (PaymentStatus.NEEDS_METHOD, "card_declined")
    assert desk.gateway().checkouts.get(page.id).status == "open"

    assert desk.pay(page).id == refused.id
    assert desk.gateway().payments.get(refused.id).error_code == ""


def test_a_failed_challenge_charges_nothing_and_leaves_the_page_open(desk: Desk) -> None:
    page = desk.page()

    acting.fail_challenge(session_ref=page.id, now=desk.now)

    found = desk.gateway().checkouts.get(page.id)
    payment = desk.gateway().payments.get(found.payment_id)
    assert (found.status, payment.error_code) == ("open", "payment_intent_authentication_failure")
    assert desk.kept("charge") == 0


def test_a_page_that_was_paid_cannot_be_paid_again(desk: Desk) -> None:
    page = desk.page()
    desk.pay(page)

    with pytest.raises(Refusal) as refusal:
        acting.pay(session_ref=page.id, instrument="pm_card_visa", now=desk.now)

    assert refusal.value.error["code"] == "checkout_session_not_open"
    assert desk.kept("charge") == 1


def test_a_page_does_not_take_what_it_was_not_opened_for(desk: Desk) -> None:
    with pytest.raises(Refusal) as refusal:
        desk.pay(desk.page(), "pm_alipay")

    assert refusal.value.error["code"] == "payment_method_not_available"


def test_a_page_runs_out_on_the_second(desk: Desk) -> None:
    page = desk.page()
    desk.after(minutes=29, seconds=59)
    assert desk.gateway().checkouts.get(page.id).status == "open"

    desk.after(seconds=1)

    assert desk.gateway().checkouts.get(page.id).status == "expired"
    assert desk.events(page.id) == ["checkout.session.expired"]
    with pytest.raises(Refusal):
        acting.pay(session_ref=page.id, instrument="pm_card_visa", now=desk.now)


def test_a_page_that_runs_out_ends_the_payment_that_was_tried(desk: Desk) -> None:
    page = desk.page()
    tried = desk.pay(page, "pm_card_chargeDeclined")

    desk.after(minutes=30)

    assert desk.gateway().payments.get(tried.id).status == PaymentStatus.CANCELLED


def test_a_paid_page_does_not_run_out(desk: Desk) -> None:
    page = desk.page()
    desk.pay(page)

    desk.after(days=1)

    assert desk.gateway().checkouts.get(page.id).status == "complete"


def test_a_page_can_be_closed_once(desk: Desk) -> None:
    page, checkouts = desk.page(), desk.gateway().checkouts

    assert checkouts.expire(key=desk.key(), checkout_id=page.id).status == "expired"
    with pytest.raises(Refused) as refusal:
        checkouts.expire(key=desk.key(), checkout_id=page.id)

    assert refusal.value.code == "checkout_session_not_open"


def test_a_paid_page_cannot_be_closed(desk: Desk) -> None:
    page = desk.page()
    desk.pay(page)

    with pytest.raises(Refused):
        desk.gateway().checkouts.expire(key=desk.key(), checkout_id=page.id)


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_a_page_lasts_between_half_an_hour_and_a_day(desk: Desk, minutes: int) -> None:
    order = desk.order()
    desk.after(minutes=30 - minutes)

    with pytest.raises(Refused) as refusal:
        desk.gateway().checkouts.open_card_setup(key=desk.key(), order=order, currency="CNY")

    assert "between 30 minutes and 24 hours" in str(refusal.value)


@pytest.mark.parametrize("methods", [[Method.ALIPAY], [Method.CARD, Method.WECHAT], [Method.BANK]])
def test_only_cards_can_be_held(desk: Desk, methods: list[Method]) -> None:
    with pytest.raises(Refused) as refusal:
        desk.page(capture=Capture.LATER, methods=methods)

    assert "Only cards" in str(refusal.value)


@pytest.mark.parametrize(("method", "instrument"), [("alipay", "pm_alipay"), ("wechat_pay", "pm_wechat_pay")])
def test_wallets_pay_at_once(desk: Desk, method: str, instrument: str) -> None:
    payment = desk.pay(desk.page(methods=[Method(method)]), instrument)

    assert payment.status == PaymentStatus.SUCCEEDED


def test_bank_transfers_are_not_taken_in_yuan(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        desk.page(yuan(100), methods=[Method.BANK])

    assert "not taken in this currency" in str(refusal.value)


def bank_page(desk: Desk, minor: int = 10_000) -> tuple[str, str]:
    """The ids of a page whose payer has chosen the bank, and of its payment."""
    page = desk.page(Money(minor, "EUR"), methods=[Method.BANK])
    return page.id, desk.pay(page, "pm_bank_transfer").id


def test_a_bank_transfer_completes_the_page_unpaid_and_waits(desk: Desk) -> None:
    page_id, payment_id = bank_page(desk)

    page, payment = desk.gateway().checkouts.get(page_id), desk.gateway().payments.get(payment_id)
    assert (page.status, page.is_paid) == ("complete", False)
    assert (payment.status, payment.charge) == (PaymentStatus.NEEDS_ACTION, None)


def test_the_money_that_arrives_pays(desk: Desk) -> None:
    page_id, payment_id = bank_page(desk)

    acting.money_arrives(payment_ref=payment_id, amount=10_000, now=desk.now)

    assert desk.gateway().payments.get(payment_id).status == PaymentStatus.SUCCEEDED
    assert desk.gateway().checkouts.get(page_id).is_paid
    assert desk.events(page_id)[-1] == "checkout.session.async_payment_succeeded"


def test_too_little_money_is_kept_until_the_rest_comes(desk: Desk) -> None:
    _, payment_id = bank_page(desk)

    acting.money_arrives(payment_ref=payment_id, amount=9_999, now=desk.now)
    assert desk.gateway().payments.get(payment_id).status == PaymentStatus.NEEDS_ACTION
    assert desk.events(payment_id)[-1] == "payment_intent.partially_funded"

    acting.money_arrives(payment_ref=payment_id, amount=1, now=desk.now)
    assert desk.gateway().payments.get(payment_id).received == Money(10_000, "EUR")


def test_too_much_money_stays_the_customers(desk: Desk) -> None:
    _, payment_id = bank_page(desk)

    acting.money_arrives(payment_ref=payment_id, amount=12_500, now=desk.now)

    payment = desk.gateway().payments.get(payment_id)
    cash = desk.ask("GET", f"/v1/customers/{payment.customer_id}/cash_balance")
    assert payment.received == Money(10_000, "EUR")
    assert cash.body["available"] == {"eur": 2_500}


def test_money_does_not_arrive_twice(desk: Desk) -> None:
    _, payment_id = bank_page(desk)
    acting.money_arrives(payment_ref=payment_id, amount=10_000, now=desk.now)

    with pytest.raises(Refusal):
        acting.money_arrives(payment_ref=payment_id, amount=10_000, now=desk.now)


def test_a_card_is_kept_for_its_customer_and_nothing_taken(desk: Desk) -> None:
    customer_id, method_id = desk.saved_card()

    found = desk.ask("GET", f"/v1/customers/{customer_id}/payment_methods").body["data"]
    assert [each["id"] for each in found] == [method_id]
    assert desk.kept("charge") == 0


def test_a_card_that_is_refused_is_not_kept(desk: Desk) -> None:
    _, method_id = desk.saved_card("pm_card_chargeDeclined")

    assert method_id == ""


@pytest.mark.parametrize(
    ("instrument", "code"),
    [
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
    ],
)
def test_why_a_card_is_declined_is_told(desk: Desk, instrument: str, code: str) -> None:
    page = desk.page()

    assert acting.pay(session_ref=page.id, instrument=instrument, now=desk.now) == code


def test_a_payer_who_is_there_passes_the_challenge(desk: Desk) -> None:
    payment = desk.pay(desk.page(), "pm_card_authenticationRequired")

    assert payment.status == PaymentStatus.SUCCEEDED
