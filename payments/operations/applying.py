"""
Taking over what the gateway says: states, the ledger, and what has to be asked next.

The same picture applied twice, or an older one after a newer, changes nothing: journals are kept by the
gateway's own references, states are only left for later ones, and each purpose is asked for once.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations.holds import lock_booking, send_request
from capacity.operations.refusals import Refused
from marketplace.accounts.actor import Actor
from payments.enums import BY_GATEWAY, JournalKind, PaymentState
from payments.gateway import PaymentStatus
from payments.gateway.values import Refund, Transfer
from payments.ledger import postings
from payments.models import PaymentPlan
from payments.operations.looking import Picture
from payments.operations.posting import post
from payments.operations.settling import give_back, settle

log = logging.getLogger(__name__)

SECURING = {PaymentStatus.AUTHORISED: PaymentState.AUTHORISED, PaymentStatus.SUCCEEDED: PaymentState.CAPTURED}
# From where a state may be entered.
BEFORE = {
    PaymentState.AUTHORISED: {PaymentState.CREATED},
    PaymentState.CAPTURED: {PaymentState.CREATED, PaymentState.AUTHORISED},
    PaymentState.PARTIALLY_REFUNDED: {PaymentState.CAPTURED},
    PaymentState.REFUNDED: {PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED},
    PaymentState.CANCELLED: {PaymentState.CREATED, PaymentState.AUTHORISED},
}


def apply(plan_id: int, picture: Picture, *, now: datetime) -> PaymentPlan:
    """One transaction; resource, booking, plan and accounts are locked in this order by everybody."""
    with transaction.atomic():
        plan = PaymentPlan.objects.select_related("booking").get(pk=plan_id)
        _tree, booking = lock_booking(plan.booking)
        plan = PaymentPlan.objects.select_for_update().get(pk=plan_id)
        plan.booking = booking
        _choose_payment(plan, picture, now)
        _post(booking, picture, now)
        _follow_state(plan, picture)
        _go_on(plan, booking, picture, now)
        return plan


def _choose_payment(plan: PaymentPlan, picture: Picture, now: datetime) -> None:
    """The first payment that holds or took the amount is the one; what was paid besides goes back."""
    for payment in picture.payments:
        if payment.status not in SECURING:
            continue
        if not plan.payment_ref and plan.rail in BY_GATEWAY:
            plan.payment_ref = payment.id
            plan.save(update_fields=["payment_ref"])
        if payment.id != plan.payment_ref:
            give_back(plan, payment, picture, now=now)
        elif payment.charge is not None:
            plan.charge_ref, plan.capture_before = payment.charge.id, payment.charge.capture_before
            plan.save(update_fields=["charge_ref", "capture_before"])


def _post(booking: Booking, picture: Picture, now: datetime) -> None:
    """Each line of the gateway's books that ours does not have."""
    for payment in picture.payments:
        if payment.charge and (line := picture.transactions.get(payment.charge.balance_transaction_id)):
            told = postings.captured(
                booking_id=booking.pk, amount=payment.charge.captured, fee=line.fee, at_stripe=line.amount
            )
            post(JournalKind.CAPTURE, line.id, told, booking=booking, now=now)
    for refund in picture.refunds:
        _post_refund(booking, refund, picture, now)
    for transfer in picture.transfers:
        _post_transfer(booking, transfer, picture, now)


def _post_refund(booking: Booking, refund: Refund, picture: Picture, now: datetime) -> None:
    if line := picture.transactions.get(refund.balance_transaction_id):
        told = postings.refunded(booking_id=booking.pk, amount=refund.amount, at_stripe=-line.net)
        post(JournalKind.REFUND, line.id, told, booking=booking, now=now)
    if line := picture.transactions.get(refund.failure_transaction_id):
        told = postings.refund_failed(
            customer_id=booking.customer_id, amount=refund.amount, at_stripe=line.net
        )
        post(JournalKind.REFUND_FAILURE, line.id, told, booking=booking, now=now)


def _post_transfer(booking: Booking, transfer: Transfer, picture: Picture, now: datetime) -> None:
    if line := picture.transactions.get(transfer.balance_transaction_id):
        told = postings.transferred(
            provider_id=booking.provider_id, amount=transfer.amount, at_stripe=-line.net
        )
        post(JournalKind.TRANSFER, line.id, told, booking=booking, now=now)


def _follow_state(plan: PaymentPlan, picture: Picture) -> None:
    payment = picture.payment(plan.payment_ref)
    if payment is None:
        return
    if payment.status == PaymentStatus.CANCELLED:
        _enter(plan, PaymentState.CANCELLED)
    elif payment.status in SECURING:
        _enter(plan, SECURING[payment.status])
        if (returned := picture.returned(payment)).minor:
            is_whole = returned == payment.received
            _enter(plan, PaymentState.REFUNDED if is_whole else PaymentState.PARTIALLY_REFUNDED)


def _enter(plan: PaymentPlan, state: PaymentState) -> None:
    if plan.state in BEFORE[state]:
        plan.state = state
        plan.save(update_fields=["state"])


def _go_on(plan: PaymentPlan, booking: Booking, picture: Picture, now: datetime) -> None:
    """What the booking's state asks of the payment."""
    if booking.state_at(now) == BookingState.HELD and plan.is_secured:
        _send_request(plan, booking, now)
    else:
        settle(plan, booking, picture, now=now)


def _send_request(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    """What the buyer began is done in the buyer's name; refused, the hold ends and the money goes back."""
    try:
        with transaction.atomic():
            send_request(booking=booking, by=Actor.of(plan.begun_by), now=now, message=plan.message)
    except Refused as refusal:
        log.warning("%s is paid and cannot be sent: %s", booking, refusal)
