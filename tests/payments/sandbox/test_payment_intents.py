"""Payments that are held, taken, let go, and charged without their payer."""

import pytest

from payments.gateway import Capture, Declined, PaymentStatus, Refused
from payments.gateway.values import Payment
from tests.payments.sandboxed import Desk, yuan


def charge_saved(desk: Desk, instrument: str, capture: Capture = Capture.AT_ONCE) -> Payment:
    customer_id, method_id = desk.saved_card(instrument)
    return desk.gateway().payments.charge_saved_card(
        key=desk.key(),
        amount=yuan(300),
        capture=capture,
        customer_id=customer_id,
        method_id=method_id,
        transfer_group="bk_1",
        description="超时",
        metadata={},
    )


@pytest.mark.parametrize("amount", [1, 99, 100])
def test_what_is_held_is_taken_in_whole_or_in_part_and_the_rest_is_free(desk: Desk, amount: int) -> None:
    held = desk.held(yuan(100))

    taken = desk.gateway().payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(amount))

    assert (taken.status, taken.received, taken.capturable) == (
        PaymentStatus.SUCCEEDED,
        yuan(amount),
        yuan(0),
    )
    assert taken.charge
    assert (taken.charge.amount, taken.charge.captured) == (yuan(100), yuan(amount))


def test_no_more_is_taken_than_is_held(desk: Desk) -> None:
    held = desk.held(yuan(100))

    with pytest.raises(Refused) as refusal:
        desk.gateway().payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(101))

    assert (refusal.value.code, refusal.value.status) == ("amount_too_large", 400)
    assert desk.gateway().payments.get(held.id).capturable == yuan(100)


def test_nothing_is_taken_twice(desk: Desk) -> None:
    held, payments = desk.held(yuan(100)), desk.gateway().payments
    payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(10))

    with pytest.raises(Refused) as refusal:
        payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(10))

    assert refusal.value.code == "payment_intent_unexpected_state"


def test_what_was_paid_at_once_cannot_be_captured_or_released(desk: Desk) -> None:
    paid, payments = desk.paid(), desk.gateway().payments

    with pytest.raises(Refused):
        payments.capture(key=desk.key(), payment_id=paid.id, amount=yuan(1))
    with pytest.raises(Refused):
        payments.release(key=desk.key(), payment_id=paid.id)


def test_what_is_held_can_be_let_go_and_then_not_be_taken(desk: Desk) -> None:
    held, payments = desk.held(), desk.gateway().payments

    released = payments.release(key=desk.key(), payment_id=held.id)

    assert (released.status, released.capturable) == (PaymentStatus.CANCELLED, yuan(0))
    assert desk.events(held.id)[-1] == "payment_intent.canceled"
    with pytest.raises(Refused):
        payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(1))
    assert desk.kept("balance_transaction") == 0


def test_a_payment_is_let_go_once(desk: Desk) -> None:
    held, payments = desk.held(), desk.gateway().payments
    payments.release(key=desk.key(), payment_id=held.id)

    with pytest.raises(Refused):
        payments.release(key=desk.key(), payment_id=held.id)


def test_a_payment_of_an_open_page_is_ended_by_closing_the_page_alone(desk: Desk) -> None:
    page = desk.page()
    tried = desk.pay(page, "pm_card_chargeDeclined")

    with pytest.raises(Refused) as refusal:
        desk.gateway().payments.release(key=desk.key(), payment_id=tried.id)

    assert "expire the session" in str(refusal.value)


def test_a_hold_ends_by_itself_after_a_week_to_the_second(desk: Desk) -> None:
    held = desk.held()
    ends_at = desk.charge(held).capture_before
    desk.after(days=6, hours=23, minutes=59, seconds=59)
    assert desk.gateway().payments.get(held.id).status == PaymentStatus.AUTHORISED

    desk.after(seconds=1)

    assert desk.gateway().payments.get(held.id).status == PaymentStatus.CANCELLED
    assert ends_at == desk.now
    assert "charge.expired" in desk.events()


def test_what_was_taken_does_not_end(desk: Desk) -> None:
    held = desk.held()
    desk.gateway().payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(1))

    desk.after(days=8)

    assert desk.gateway().payments.get(held.id).status == PaymentStatus.SUCCEEDED


def test_what_is_paid_at_once_has_no_end_to_its_hold(desk: Desk) -> None:
    assert desk.charge(desk.paid()).capture_before is None


def test_a_saved_card_is_charged_without_its_holder(desk: Desk) -> None:
    payment = charge_saved(desk, "pm_card_visa")

    assert (payment.status, payment.received) == (PaymentStatus.SUCCEEDED, yuan(300))
    assert desk.events(payment.id) == ["payment_intent.created", "payment_intent.succeeded"]


def test_a_saved_card_can_be_held(desk: Desk) -> None:
    assert charge_saved(desk, "pm_card_visa", Capture.LATER).capturable == yuan(300)


def test_a_bank_that_asks_for_the_holder_declines_in_his_absence(desk: Desk) -> None:
    with pytest.raises(Declined) as decline:
        charge_saved(desk, "pm_card_authenticationRequiredSetupForOffSession")

    assert (decline.value.code, decline.value.needs_payer) == ("authentication_required", True)
    failed = desk.gateway().payments.get(decline.value.payment_id)
    assert (failed.status, failed.error_code) == (PaymentStatus.NEEDS_METHOD, "authentication_required")


def test_a_card_may_be_kept_and_fail_later(desk: Desk) -> None:
    with pytest.raises(Declined) as decline:
        charge_saved(desk, "pm_card_chargeCustomerFail")

    assert (decline.value.code, decline.value.decline_code) == ("card_declined", "generic_decline")
    assert not decline.value.needs_payer


@pytest.mark.parametrize(
    ("instrument", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", ""),
        ("pm_card_authenticationRequired", "authentication_required", "authentication_required"),
    ],
)
def test_a_decline_tells_why_and_leaves_the_attempt(
    desk: Desk, instrument: str, code: str, decline_code: str
) -> None:
    form = "amount=1000&currency=cny&confirm=true&off_session=true&payment_method="

    given = desk.ask("POST", "/v1/payment_intents", form + instrument)

    error = given.body["error"]
    assert (given.status, error["type"], error["code"]) == (402, "card_error", code)
    assert error.get("decline_code", "") == decline_code
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert desk.events(error["payment_intent"]["id"])[-1] == "payment_intent.payment_failed"


def test_another_customers_card_cannot_be_charged(desk: Desk) -> None:
    _, method_id = desk.saved_card()

    form = f"amount=1&currency=cny&confirm=true&off_session=true&payment_method={method_id}&customer="
    given = desk.ask("POST", "/v1/payment_intents", form + desk.customer())

    assert (given.status, given.body["error"]["param"]) == (404, "payment_method")


def test_a_card_that_was_forgotten_is_no_customers(desk: Desk) -> None:
    customer_id, method_id = desk.saved_card()

    desk.gateway().payments.forget_card(key=desk.key(), method_id=method_id)

    assert desk.ask("GET", f"/v1/customers/{customer_id}/payment_methods").body["data"] == []


def test_what_an_operation_made_is_found_by_its_key(desk: Desk) -> None:
    payment = desk.pay(desk.page(key="wanted"))
    desk.pay(desk.page(key="other"))

    found = desk.gateway().payments.of_operation("wanted", since=desk.now)

    assert [each.id for each in found] == [payment.id]


def test_what_was_let_go_does_not_end_once_more(desk: Desk) -> None:
    held = desk.held()
    desk.gateway().payments.release(key=desk.key(), payment_id=held.id)

    desk.after(days=8)
    desk.gateway().books.balance()

    assert desk.events(held.id).count("payment_intent.canceled") == 1
