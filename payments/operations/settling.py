"""
How a payment ends: what is due is taken and is the provider's, the rest goes back to the customer.

Everything is told as an aim, however often and whatever was done before: this much is to be kept of a
payment, this much is to be earned, this much is to have been paid out. Only the difference is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.models import Booking
from marketplace.money import Money, total
from payments.enums import OperationKind, Rail
from payments.gateway import PaymentStatus
from payments.gateway.values import Payment
from payments.models import PaymentPlan
from payments.operations.asking import ask, sent_by_bank, under_way
from payments.operations.banking.lapsing import end_waiting
from payments.operations.banking.settling import settle_by_bank
from payments.operations.earning import earn
from payments.operations.guarding import guard
from payments.operations.looking import Picture
from payments.operations.owing import owed, refunded_late
from payments.operations.paying_out import hold_back, pay_out
from payments.operations.payout_accounts import bring_payouts_on
from payments.operations.taking_over import borne_by_us
from payments.operations.terms_settling import settle_on_terms

# Nothing more comes of a payment that ended; one whose hold was lost keeps no other from being settled.
ENDED = (PaymentStatus.SUCCEEDED, PaymentStatus.CANCELLED)


def settle(plan: PaymentPlan, booking: Booking, picture: Picture, *, now: datetime) -> None:
    """Once it is certain what is due; before that, only what is held must not be lost."""
    claim = owed(booking, booking.state_at(now))
    if plan.rail == Rail.NET_TERMS:
        settle_on_terms(plan, booking, claim, now=now)
        return
    payments = picture.kept(plan)
    if not payments:
        settle_by_bank(plan, booking, claim, now)
        end_waiting(plan, booking, picture, now=now)
        return
    if picture.is_contested:
        hold_back(plan, now=now)
    if claim is None:
        guard(plan, booking, payments, now=now)
        return
    late = refunded_late(booking)
    rest = total((_within_reach(each, picture) for each in payments), plan.currency) - late
    _share_out(plan, payments, max(min(claim.most, rest), Money(0, plan.currency)), picture, now=now)
    if not picture.is_contested and all(payment.status in ENDED for payment in payments):
        _settle(plan, booking, min(claim.sure, _left(plan, payments, rest, picture)), picture, now)


def _settle(plan: PaymentPlan, booking: Booking, earned: Money, picture: Picture, now: datetime) -> None:
    settled = earn(plan, booking, earned, now=now)
    if settled is not None:
        if settled.rose.minor and picture.transferred(plan.currency) > settled.net - settled.rose:
            bring_payouts_on(booking.provider_id)  # what was owed of it was kept from others of theirs
        pay_out(plan, booking, settled.net, picture, now=now)


def _share_out(
    plan: PaymentPlan, payments: Sequence[Payment], most: Money, picture: Picture, *, now: datetime
) -> None:
    """
    The first payment bears what it can, the next the rest.

    While a bank contests one, nothing is paid back; what is held would lapse before that is decided.
    """
    for payment in payments:
        share = min(most, _within_reach(payment, picture))
        if payment.status == PaymentStatus.AUTHORISED or not picture.is_contested:
            keep(plan, payment, share, picture, now=now)
        most -= share


def _within_reach(payment: Payment, picture: Picture) -> Money:
    if payment.status == PaymentStatus.AUTHORISED:
        return payment.capturable
    return payment.received - picture.charged_back(payment)


def _left(plan: PaymentPlan, payments: Sequence[Payment], rest: Money, picture: Picture) -> Money:
    """
    What the customer has paid and not got back in one way or another, and what we make good for.

    `rest` is what it paid without what it is to be given back late, asked for already or not.
    """
    left = (picture.left_of(payment) for payment in payments)
    paid = max(min(total(left, plan.currency), rest), Money(0, plan.currency))
    ours = borne_by_us(plan, picture)
    return paid + total((chargeback.amount for chargeback in ours), plan.currency)


def keep(plan: PaymentPlan, payment: Payment, share: Money, picture: Picture, *, now: datetime) -> None:
    """Of what a payment holds or took, this much; the rest is let go of or goes back."""
    if payment.status == PaymentStatus.AUTHORISED and share.minor:
        ask(plan, OperationKind.CAPTURE, payment.id, now=now, amount=share, payment=payment.id)
    elif payment.status == PaymentStatus.AUTHORISED:
        ask(plan, OperationKind.RELEASE, payment.id, now=now, payment=payment.id)
    elif payment.status == PaymentStatus.SUCCEEDED:
        _refund(plan, payment, _within_reach(payment, picture) - share, picture, now)


def give_back(plan: PaymentPlan, payment: Payment, picture: Picture, *, now: datetime) -> None:
    """All that a payment holds or took and has not returned yet."""
    keep(plan, payment, Money(0, plan.currency), picture, now=now)


def _refund(plan: PaymentPlan, payment: Payment, aim: Money, picture: Picture, now: datetime) -> None:
    """This much of the payment in all; one after the other, so that each amount is known for certain."""
    amount = aim - picture.asked_back(payment) - sent_by_bank(plan, payment.id)
    is_waiting = under_way(plan, OperationKind.REFUND, payment=payment.id).minor > 0
    if amount.minor > 0 and not is_waiting:
        purpose = f"{payment.id} to {aim.minor}"
        ask(plan, OperationKind.REFUND, purpose, now=now, amount=amount, payment=payment.id)
