"""How a payment ends: what is due is taken and is the provider's, the rest goes back to the customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.events import timers
from marketplace.money import Money
from payments.enums import AccountKind, JournalKind, OperationKind
from payments.gateway import PaymentStatus
from payments.gateway.values import Payment
from payments.ledger import AccountKey, postings
from payments.models import PaymentPlan, PayoutAccount
from payments.operations import jobs
from payments.operations.asking import ask
from payments.operations.balances import balance_of
from payments.operations.looking import Picture
from payments.operations.owing import owed
from payments.operations.posting import post
from payments.policies.charging import commission_on

PAYOUT_HOLD = timedelta(days=2)
GUARD, GUARDING = timedelta(hours=24), "payment_guard"


def give_back(plan: PaymentPlan, payment: Payment, picture: Picture, *, now: datetime) -> None:
    """All that a payment holds or took and has not returned yet."""
    if payment.status == PaymentStatus.AUTHORISED:
        ask(plan, OperationKind.RELEASE, payment.id, now=now, payment=payment.id)
    elif payment.status == PaymentStatus.SUCCEEDED:
        _refund(plan, payment, payment.received, picture, now)


def settle(plan: PaymentPlan, booking: Booking, picture: Picture, *, now: datetime) -> None:
    """Once it is certain what is due; before that, only what is held must not be lost."""
    payment = picture.payment(plan.payment_ref)
    if payment is None:
        return
    claim = owed(booking, booking.state_at(now))
    if claim is None:
        _guard(plan, booking, payment, now)
        return
    if claim.most.minor <= 0:
        give_back(plan, payment, picture, now=now)
    elif payment.status == PaymentStatus.AUTHORISED:
        amount = min(claim.most, payment.capturable)
        ask(plan, OperationKind.CAPTURE, payment.id, now=now, amount=amount, payment=payment.id)
    elif payment.status == PaymentStatus.SUCCEEDED and not claim.open.minor:
        earned = min(claim.sure, payment.received)
        _settle_captured(plan, booking, earned, picture, now)
        _refund(plan, payment, payment.received - earned, picture, now)


def _guard(plan: PaymentPlan, booking: Booking, payment: Payment, now: datetime) -> None:
    """
    What a card holds is free again after some days: shortly before, it is taken instead.

    What is not due in the end goes back then.
    """
    if payment.status != PaymentStatus.AUTHORISED or plan.capture_before is None:
        return
    guarded_at = plan.capture_before - GUARD
    if now < guarded_at:
        timers.start(kind=GUARDING, subject_id=plan.pk, due_at=guarded_at)
    elif booking.state != BookingState.REQUESTED:
        amount = min(plan.quoted, payment.capturable)
        ask(plan, OperationKind.CAPTURE, payment.id, now=now, amount=amount, payment=payment.id)


def guard_if_due(plan_id: int, now: datetime) -> None:
    """The timer's handler: the gateway is asked by a job, for timers run inside a transaction."""
    jobs.defer_advance(plan_id)


def _refund(plan: PaymentPlan, payment: Payment, amount: Money, picture: Picture, now: datetime) -> None:
    """This much of the payment in all, less what is on its way back already."""
    amount -= picture.on_the_way_back(payment)
    if amount.minor > 0:
        ask(plan, OperationKind.REFUND, payment.id, now=now, amount=amount, payment=payment.id)


def _settle_captured(
    plan: PaymentPlan, booking: Booking, earned: Money, picture: Picture, now: datetime
) -> None:
    """Only what has reached our balance is anybody's; the gateway's books are a little behind."""
    commission = commission_on(earned, plan.commission_basis_points)
    if plan.settled_at is None:
        held = balance_of(AccountKey(AccountKind.CLEARING, plan.currency, booking_id=booking.pk))
        if -held.minor < earned.minor:
            return
        told = postings.settled(
            booking_id=booking.pk, provider_id=booking.provider_id, used=earned, commission=commission
        )
        post(JournalKind.SETTLEMENT, booking.reference, told, booking=booking, now=now)
        plan.settled_at = now
        plan.save(update_fields=["settled_at"])
    _pay_out(plan, booking, earned - commission - picture.transferred(plan.currency), now)


def _pay_out(plan: PaymentPlan, booking: Booking, net: Money, now: datetime) -> None:
    """After a time in which a mistake can still be told; never without an account that may receive."""
    assert plan.settled_at is not None
    is_reachable = PayoutAccount.objects.filter(organisation=booking.provider_id, is_active=True).exists()
    if is_reachable and net.minor > 0:
        due_at = max(now, plan.settled_at + PAYOUT_HOLD)
        ask(
            plan,
            OperationKind.TRANSFER,
            "earned",
            now=now,
            not_before=due_at,
            amount=net,
            charge=plan.charge_ref,
        )
