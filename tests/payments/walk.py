"""One walk through everything that the gateway can do, for tests that look at what was sent and answered."""

from __future__ import annotations

from datetime import timedelta

from marketplace.money import Money
from payments.gateway import Capture, Method
from payments.sandbox import acting
from tests.payments.sandboxed import BEGIN, Desk, yuan

LONG_AGO = BEGIN - timedelta(days=1)


def walk(desk: Desk) -> None:
    pages(desk)
    cards(desk)
    returns(desk)
    firms(desk)
    books(desk)


def pages(desk: Desk) -> None:
    checkouts = desk.gateway().checkouts
    page = desk.page(methods=list(Method)[:3], key="opened")
    desk.pay(page, "pm_alipay")
    checkouts.expire(key=desk.key(), checkout_id=desk.page().id)
    checkouts.of_operation("opened", since=LONG_AGO)
    checkouts.open_payment(
        key=desk.key(),
        order=desk.order(),
        amount=Money(500, "EUR"),
        capture=Capture.AT_ONCE,
        methods=[Method.BANK],
        transfer_group="bk_1",
    )


def cards(desk: Desk) -> None:
    payments = desk.gateway().payments
    customer_id, method_id = desk.saved_card()
    charged = payments.charge_saved_card(
        key="charged",
        amount=yuan(200),
        capture=Capture.LATER,
        customer_id=customer_id,
        method_id=method_id,
        transfer_group="bk_1",
        description="Overrun",
        metadata={"booking": "BK-7H3M"},
    )
    payments.release(key=desk.key(), payment_id=charged.id)
    payments.of_operation("charged", since=LONG_AGO)
    payments.forget_card(key=desk.key(), method_id=method_id)
    payments.capture(key=desk.key(), payment_id=desk.held().id, amount=yuan(80))


def returns(desk: Desk) -> None:
    gateway, paid = desk.gateway(), desk.paid(yuan(900))
    made = gateway.refunds.make(key="refunded", payment_id=paid.id, amount=yuan(100), metadata={})
    gateway.refunds.get(made.id)
    gateway.refunds.of_payment(paid.id)
    gateway.refunds.of_operation("refunded", since=LONG_AGO)
    for answer in (True, False):
        charge = desk.charge(desk.paid(yuan(300)))
        dispute_id = acting.open_dispute(charge_ref=charge.id, amount=20_000, now=desk.now)
        if answer:
            gateway.disputes.answer(key=desk.key(), dispute_id=dispute_id, product="机时", told="已使用")
        else:
            gateway.disputes.give_in(key=desk.key(), dispute_id=dispute_id)
        gateway.disputes.get(dispute_id)
        gateway.disputes.of_payment(charge.payment_id)


def firms(desk: Desk) -> None:
    gateway, firm = desk.gateway(), desk.firm()
    gateway.accounts.page_for(
        key=desk.key(),
        account_id=firm.id,
        return_url="http://127.0.0.1:8000/back/",
        refresh_url="http://127.0.0.1:8000/again/",
    )
    charge = gateway.payments.charge(desk.charge(desk.paid(yuan(500))).id)
    sent = gateway.transfers.make(
        key="sent",
        amount=yuan(400),
        account_id=firm.id,
        transfer_group="bk_1",
        metadata={},
        charge_id=charge.id,
    )
    gateway.transfers.get(sent.id)
    gateway.transfers.of_group("bk_1")
    gateway.transfers.of_operation("sent", since=LONG_AGO)
    gateway.transfers.reverse(key=desk.key(), transfer_id=sent.id, amount=yuan(50), metadata={})
    gateway.transfers.reversals(sent.id)
    paid_out = gateway.payouts.make(key="paid", account_id=firm.id, amount=yuan(100), metadata={})
    gateway.payouts.get(account_id=firm.id, payout_id=paid_out.id)
    gateway.payouts.of_operation("paid", account_id=firm.id, since=LONG_AGO)


def books(desk: Desk) -> None:
    gateway = desk.gateway()
    desk.after(seconds=5)
    gateway.books.balance()
    newest = next(gateway.books.transactions(since=LONG_AGO))
    gateway.books.transaction(newest.id)
    first, *_rest = gateway.events.since(LONG_AGO)
    gateway.events.after(first.id)
