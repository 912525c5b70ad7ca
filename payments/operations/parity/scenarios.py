"""What is played: everything that needs no browser, with Stripe's own test cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from marketplace.money import Money
from payments.gateway import Capture, Method, Order
from payments.gateway.values import Checkout, Dispute, Payment
from payments.operations.parity.playing import Play

DECLINED = (
    "pm_card_chargeDeclined",
    "pm_card_chargeDeclinedInsufficientFunds",
    "pm_card_chargeDeclinedExpiredCard",
    "pm_card_authenticationRequired",
)
SETTLED = "pm_card_bypassPending"


def _charge(
    play: Play, step: str, card: str, *, capture: Capture = Capture.AT_ONCE, key: str = ""
) -> Payment | None:
    customer = play.customer()
    return play.step(
        step,
        lambda gateway: gateway.payments.charge_saved_card(
            key=key or play.key(step),
            amount=play.money(20_000),
            capture=capture,
            customer_id=customer,
            method_id=card,
            transfer_group=play.group,
            description="parity",
            metadata={},
        ),
    )


def hold_and_capture_a_part(play: Play) -> None:
    if held := _charge(play, "hold", "pm_card_visa", capture=Capture.LATER):
        _capture(play, held, "capture too much", 30_000)
        _capture(play, held, "capture a part", 8_000)
        _capture(play, held, "capture again", 1_000)


def _capture(play: Play, held: Payment, step: str, minor: int) -> None:
    amount = play.money(minor)
    play.step(
        step, lambda gateway: gateway.payments.capture(key=play.key(step), payment_id=held.id, amount=amount)
    )


def hold_and_release(play: Play) -> None:
    if held := _charge(play, "hold", "pm_card_visa", capture=Capture.LATER):
        _release(play, held, "release")
        _release(play, held, "release again")
        _capture(play, held, "capture what was released", 8_000)


def _release(play: Play, held: Payment, step: str) -> None:
    play.step(step, lambda gateway: gateway.payments.release(key=play.key(step), payment_id=held.id))


def declined_cards(play: Play) -> None:
    for card in DECLINED:
        _charge(play, card, card)


def refund_in_parts(play: Play) -> None:
    if paid := _charge(play, "charge", SETTLED):
        _refund(play, paid, "refund a part", 5_000)
        _refund(play, paid, "refund too much", 16_000)
        _refund(play, paid, "refund the rest", 15_000)
        _refund(play, paid, "refund once more", 1)


def _refund(play: Play, paid: Payment, step: str, minor: int) -> None:
    amount = play.money(minor)
    play.step(
        step,
        lambda gateway: gateway.refunds.make(
            key=play.key(step), payment_id=paid.id, amount=amount, metadata={}
        ),
    )


def one_key_twice(play: Play) -> None:
    customer, key = play.customer(), play.key("charge")

    def charged(amount: Money) -> Callable[..., Payment]:
        return lambda gateway: gateway.payments.charge_saved_card(
            key=key,
            amount=amount,
            capture=Capture.AT_ONCE,
            customer_id=customer,
            method_id="pm_card_visa",
            transfer_group=play.group,
            description="parity",
            metadata={},
        )

    first, again = (play.step(step, charged(play.money(20_000))) for step in ("first", "again"))
    play.tell("both are one", str(bool(first and again and first.id == again.id)))
    play.step("with another amount", charged(play.money(10_000)))


def a_page_that_is_closed(play: Play) -> None:
    order = Order(
        title="parity",
        customer_id=play.customer(),
        success_url="https://example.com/paid/?page={CHECKOUT_SESSION_ID}",
        cancel_url="https://example.com/back/",
        expires_at=play.now() + timedelta(hours=1),
        metadata={},
    )
    page = play.step(
        "open",
        lambda gateway: gateway.checkouts.open_payment(
            key=play.key("open"),
            order=order,
            amount=play.money(20_000),
            capture=Capture.LATER,
            methods=[Method.CARD],
            transfer_group=play.group,
        ),
    )
    if page:
        _close(play, page, "close")
        _close(play, page, "close again")


def _close(play: Play, page: Checkout, step: str) -> None:
    play.step(step, lambda gateway: gateway.checkouts.expire(key=play.key(step), checkout_id=page.id))


def what_is_not_there(play: Play) -> None:
    play.step("payment", lambda gateway: gateway.payments.get("pi_nothing"))
    play.step("refund", lambda gateway: gateway.refunds.get("re_nothing"))
    play.step("page", lambda gateway: gateway.checkouts.get("cs_test_nothing"))
    play.step("transfer", lambda gateway: gateway.transfers.get("tr_nothing"))


def a_dispute_given_in(play: Play) -> None:
    if paid := _charge(play, "charge", "pm_card_createDispute"):
        disputes = play.step("disputes", lambda gateway: gateway.disputes.of_payment(paid.id)) or []
        for dispute in disputes:
            _give_in(play, dispute)


def _give_in(play: Play, dispute: Dispute) -> None:
    step = "give in"
    play.step(step, lambda gateway: gateway.disputes.give_in(key=play.key(step), dispute_id=dispute.id))


SCENARIOS: dict[str, Callable[[Play], None]] = {
    "hold, capture a part": hold_and_capture_a_part,
    "hold, release": hold_and_release,
    "cards that are declined": declined_cards,
    "refund in parts": refund_in_parts,
    "one key twice": one_key_twice,
    "a page that is closed": a_page_that_is_closed,
    "what is not there": what_is_not_there,
    "a dispute given in": a_dispute_given_in,
}
