"""Refunds: whole, in parts, too much, late, and failing after all."""

import pytest

from payments.gateway import Refused
from payments.gateway.values import Payment, Refund
from payments.sandbox import acting
from tests.payments.sandboxed import Desk, yuan


def give_back(desk: Desk, payment: Payment, amount: int) -> Refund:
    return desk.gateway().refunds.make(
        key=desk.key(), payment_id=payment.id, amount=yuan(amount), metadata={"reason": "cancelled"}
    )


def test_a_refund_goes_back_at_once_and_is_booked(desk: Desk) -> None:
    desk.paid(yuan(500))
    paid = desk.paid(yuan(100))

    refund = give_back(desk, paid, 100)

    line = desk.gateway().books.transaction(refund.balance_transaction_id)
    assert (refund.status, refund.amount, line.type, line.net) == (
        "succeeded",
        yuan(100),
        "refund",
        -yuan(100),
    )
    assert desk.charge(paid).refunded == yuan(100)


def test_refunds_in_parts_add_up_to_what_was_taken_and_no_further(desk: Desk) -> None:
    paid = desk.paid(yuan(100))
    give_back(desk, paid, 60)
    give_back(desk, paid, 40)

    with pytest.raises(Refused) as refusal:
        give_back(desk, paid, 1)

    assert refusal.value.code == "charge_already_refunded"
    assert [each.amount for each in desk.gateway().refunds.of_payment(paid.id)] == [yuan(40), yuan(60)]


def test_two_equal_refunds_are_two(desk: Desk) -> None:
    paid = desk.paid(yuan(100))

    assert give_back(desk, paid, 10).id != give_back(desk, paid, 10).id
    assert desk.charge(paid).refunded == yuan(20)


def test_more_than_is_left_is_refused(desk: Desk) -> None:
    paid = desk.paid(yuan(100))
    give_back(desk, paid, 60)

    with pytest.raises(Refused) as refusal:
        give_back(desk, paid, 41)

    assert refusal.value.code == "amount_too_large"


def test_of_a_partly_taken_hold_what_was_taken_can_go_back_alone(desk: Desk) -> None:
    desk.paid(yuan(500))
    held = desk.held(yuan(100))
    desk.gateway().payments.capture(key=desk.key(), payment_id=held.id, amount=yuan(30))

    with pytest.raises(Refused):
        give_back(desk, held, 31)

    assert give_back(desk, held, 30).status == "succeeded"


def test_what_is_held_is_let_go_and_not_refunded(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        give_back(desk, desk.held(), 1)

    assert refusal.value.code == "charge_not_refundable"


def test_a_payment_without_a_charge_cannot_be_refunded(desk: Desk) -> None:
    page = desk.page()
    acting.fail_challenge(session_ref=page.id, now=desk.now)
    payment = desk.gateway().payments.get(desk.gateway().checkouts.get(page.id).payment_id)

    with pytest.raises(Refused) as refusal:
        give_back(desk, payment, 1)

    assert refusal.value.code == "payment_intent_unexpected_state"


def test_what_is_disputed_cannot_be_refunded(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        give_back(desk, desk.paid(instrument="pm_card_createDispute"), 1)

    assert refusal.value.code == "charge_disputed"


def test_a_refund_waits_while_the_balance_is_short(desk: Desk) -> None:
    paid = desk.pay(desk.page(yuan(100)))  # not accounted for yet: the balance is nothing

    waiting = give_back(desk, paid, 100)
    assert (waiting.status, waiting.reason, waiting.balance_transaction_id) == (
        "pending",
        "insufficient_funds",
        "",
    )

    desk.after(seconds=3)
    desk.paid(yuan(500))
    desk.after(days=1)
    assert desk.gateway().refunds.get(waiting.id).status == "succeeded"


def test_a_refund_may_take_a_day(desk: Desk) -> None:
    desk.paid(yuan(500))
    refund = give_back(desk, desk.pay(desk.page(), "pm_card_pendingRefund"), 10)
    assert (refund.status, refund.reason) == ("pending", "processing")

    desk.after(days=1)

    assert desk.gateway().refunds.get(refund.id).status == "succeeded"
    assert "charge.refund.updated" in desk.events(refund.id)


def test_a_refund_may_fail_after_it_succeeded_and_the_money_comes_back(desk: Desk) -> None:
    desk.paid(yuan(500))
    paid = desk.pay(desk.page(yuan(100)), "pm_card_refundFail")
    refund = give_back(desk, paid, 40)
    assert refund.status == "succeeded"

    desk.after(days=1)

    failed = desk.gateway().refunds.get(refund.id)
    line = desk.gateway().books.transaction(failed.failure_transaction_id)
    assert (failed.status, failed.reason) == ("failed", "expired_or_canceled_card")
    assert (line.type, line.net) == ("refund_failure", yuan(40))
    assert desk.charge(paid).refunded == yuan(0)
    assert "refund.failed" in desk.events(refund.id)


def test_a_failed_refund_can_be_made_again(desk: Desk) -> None:
    desk.paid(yuan(500))
    paid = desk.pay(desk.page(yuan(100)), "pm_card_refundFail")
    give_back(desk, paid, 100)
    desk.after(days=1)

    assert give_back(desk, paid, 100).status == "succeeded"
