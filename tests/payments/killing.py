"""What a worker is killed at: each way of asking the gateway, led up to just before it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from capacity.operations import answers, usage
from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import OperationKind, Rail
from payments.models import Chargeback, PaymentOperation
from payments.operations.beginning import begin
from payments.operations.chargebacks import answer, give_in
from payments.operations.late_refunds import refund_late
from payments.operations.supplementing import begin_supplement
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import ADDRESSES, Deal

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Case:
    """`kind` is asked for once `lead` was called, and then there is one more object of `makes`."""

    kind: OperationKind
    lead: Callable[[Deal], object]
    makes: str = ""


def _before_checkout(deal: Deal) -> None:
    begin(booking=deal.booking, rail=Rail.CARD_HOLD, by=deal.buyer, now=deal.now, addresses=ADDRESSES)


def _before_release(deal: Deal, rail: Rail = Rail.CARD_HOLD) -> None:
    deal.pay(rail)
    answers.decline(booking=deal.fresh(), by=deal.provider, now=deal.now, reason_code="material")


def _before_refund(deal: Deal) -> None:
    _before_release(deal, Rail.PREPAY)


def _before_capture(deal: Deal) -> None:
    deal.pay()
    deal.accept()
    deal.desk.now = deal.booking.period.starts_at
    usage.check_in(booking=deal.fresh(), by=deal.buyer, now=deal.now)
    deal.desk.now = deal.booking.period.ends_at
    usage.deliver(booking=deal.fresh(), by=deal.provider, now=deal.now, checked_out_at=deal.now)
    usage.complete(booking=deal.fresh(), by=deal.buyer, now=deal.now)


def _before_transfer(deal: Deal) -> None:
    deal.open_account()
    deal.pay(Rail.PREPAY, "pm_card_bypassPending")
    deal.accept()
    deal.use()
    deal.desk.after(days=3)


def _before_reversal(deal: Deal) -> None:
    """The refund is made, and waits for the gateway to tell what it did to the balance."""
    _before_transfer(deal)
    deal.settle_books()
    fifth = Money(deal.booking.total_minor // 5, deal.booking.currency)
    refund_late(booking=deal.fresh(), amount=fifth, reason="表面粗糙度不合格", by=deal.provider, now=deal.now)


def _charged_back(deal: Deal) -> Chargeback:
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.desk.after(hours=1)
    acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=deal.booking.total_minor, now=deal.now)
    deal.advance()
    return deal.plan.chargebacks.get()


def _before_answer(deal: Deal) -> None:
    chargeback = _charged_back(deal)
    answer(chargeback=chargeback, told="量块证书与验收单", by=factories.operator(), now=deal.now)


def _before_giving_in(deal: Deal) -> None:
    give_in(chargeback=_charged_back(deal), by=factories.operator(), now=deal.now)


def _before_paying_more(deal: Deal) -> PaymentOperation:
    deal.pay()
    deal.accept()
    return begin_supplement(
        booking=deal.fresh(), period=longer(deal), by=deal.buyer, now=deal.now, addresses=ADDRESSES
    )


def longer(deal: Deal) -> Period:
    """An hour more than was booked at first."""
    return Period(deal.booking.period.starts_at, deal.booking.period.ends_at + HOUR)


def paid_more(deal: Deal) -> None:
    """The page of the supplement is paid, and nobody has looked yet."""
    page = _before_paying_more(deal)
    deal.advance()
    page.refresh_from_db()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)


CASES = {
    "checkout": Case(OperationKind.CHECKOUT, _before_checkout, "checkout.session"),
    "release": Case(OperationKind.RELEASE, _before_release),
    "refund": Case(OperationKind.REFUND, _before_refund, "refund"),
    "capture": Case(OperationKind.CAPTURE, _before_capture),
    "transfer": Case(OperationKind.TRANSFER, _before_transfer, "transfer"),
    "reversal": Case(OperationKind.REVERSAL, _before_reversal, "transfer_reversal"),
    "answer": Case(OperationKind.ANSWER, _before_answer),
    "give in": Case(OperationKind.GIVE_IN, _before_giving_in),
    "supplement": Case(OperationKind.CHECKOUT, _before_paying_more, "checkout.session"),
}
