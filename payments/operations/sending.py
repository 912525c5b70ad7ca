"""
Sending what was written down: mark it sent, ask, write down what came of it.

The call stands between two transactions and inside none. A process that dies anywhere leaves a row that
is sent again under the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from payments.enums import OperationKind, OperationState
from payments.gateway import Capture, Declined, Gateway, Method, Order, Refused, Unknown
from payments.models import GatewayCustomer, PaymentOperation
from payments.operations.asking import LOST
from payments.operations.payout_accounts import bring_payouts_on
from payments.operations.telling import tell_if_refused

log = logging.getLogger(__name__)

# A page that comes too late is nobody's loss: the payer opens another. All else is for an operator.
# What a firm has no more is kept from what it earns next.
REFUSED = {
    OperationKind.CHECKOUT: OperationState.FAILED,
    OperationKind.REVERSAL: OperationState.FAILED,
}
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)


@dataclass(frozen=True)
class Made:
    """What the gateway made: its id there, and the address to go to, if there is one."""

    ref: str
    url: str = ""


def send(operation_id: UUID, gateway: Gateway, *, now: datetime) -> None:
    """Ask once, where it is due. Harmless at any time, and by several at once."""
    operation = _mark_sent(operation_id, now)
    if operation is None:
        return
    try:
        made = SENDING[OperationKind(operation.kind)](operation, gateway)
    except Unknown as problem:
        _put_off(operation, problem.code, now)
    except (Declined, Refused) as problem:
        log.exception("The gateway refuses %s", operation)
        _finish(
            operation,
            REFUSED.get(OperationKind(operation.kind), OperationState.STUCK),
            now,
            error_code=problem.code,
        )
    else:
        _finish(operation, OperationState.DONE, now, remote_ref=made.ref, url=made.url)


def _mark_sent(operation_id: UUID, now: datetime) -> PaymentOperation | None:
    """
    The operation, if it is to be sent now.

    After most of a day the gateway may have forgotten the key, and the same key would act twice: what
    became of it is read from the objects themselves, and asked anew where it is still needed.
    """
    with transaction.atomic():
        rows = PaymentOperation.objects.select_for_update().due(now)
        operation = rows.filter(pk=operation_id).select_related("plan__booking").first()
        if operation is None:
            return None
        if operation.is_stale(now):
            _finish(operation, OperationState.FAILED, now, error_code=LOST)
            return None
        operation.state = OperationState.SENT
        operation.attempts += 1
        operation.first_sent_at = operation.first_sent_at or now
        operation.save(update_fields=["state", "attempts", "first_sent_at"])
        return operation


def _put_off(operation: PaymentOperation, code: str, now: datetime) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(operation.attempts - 1, 16), LONGEST_PAUSE)
    unfinished = PaymentOperation.objects.unfinished().filter(pk=operation.pk)
    unfinished.update(not_before=now + pause, error_code=code)


def _finish(operation: PaymentOperation, state: OperationState, now: datetime, **fields: str) -> None:
    """Once: of two who asked under one key, both got the same answer."""
    with transaction.atomic():
        unfinished = PaymentOperation.objects.unfinished().filter(pk=operation.pk)
        if unfinished.update(state=state, finished_at=now, **{"error_code": "", **fields}):
            tell_if_refused(operation, state, fields.get("error_code", ""), now=now)
            if operation.kind == OperationKind.REVERSAL and state == OperationState.FAILED:
                # A debt by now: it is kept from what was asked for and has not left.
                bring_payouts_on(operation.plan.booking.provider_id)


def _checkout(operation: PaymentOperation, gateway: Gateway) -> Made:
    told = operation.params
    order = Order(
        title=told["title"],
        customer_id=_customer(operation, gateway),
        success_url=told["success_url"],
        cancel_url=told["cancel_url"],
        expires_at=datetime.fromisoformat(told["expires_at"]),
        metadata=_metadata(operation),
    )
    page = gateway.checkouts.open_payment(
        key=operation.key,
        order=order,
        amount=operation.amount,
        capture=Capture(told["capture"]),
        methods=[Method(each) for each in told["methods"]],
        transfer_group=operation.plan.transfer_group,
    )
    return Made(page.id, page.url)


def _customer(operation: PaymentOperation, gateway: Gateway) -> str:
    """The organisation at the gateway; the key makes two who open it at once open one."""
    payer = operation.plan.booking.customer
    known = GatewayCustomer.objects.filter(organisation=payer).first()
    if known is None:
        metadata = {"organisation": str(payer.pk)}
        email = operation.plan.begun_by.user.email
        ref = gateway.customers.make(
            key=f"customer-{payer.pk}", name=payer.name_zh, email=email, metadata=metadata
        )
        known, _is_new = GatewayCustomer.objects.get_or_create(organisation=payer, defaults={"ref": ref})
    return known.ref


def _capture(operation: PaymentOperation, gateway: Gateway) -> Made:
    payment = gateway.payments.capture(
        key=operation.key, payment_id=operation.params["payment"], amount=operation.amount
    )
    return Made(payment.id)


def _release(operation: PaymentOperation, gateway: Gateway) -> Made:
    return Made(gateway.payments.release(key=operation.key, payment_id=operation.params["payment"]).id)


def _refund(operation: PaymentOperation, gateway: Gateway) -> Made:
    refund = gateway.refunds.make(
        key=operation.key,
        payment_id=operation.params["payment"],
        amount=operation.amount,
        metadata=_metadata(operation),
    )
    return Made(refund.id)


def _transfer(operation: PaymentOperation, gateway: Gateway) -> Made:
    transfer = gateway.transfers.make(
        key=operation.key,
        amount=operation.amount,
        account_id=operation.params["account"],
        transfer_group=operation.plan.transfer_group,
        metadata=_metadata(operation),
        charge_id=operation.params["charge"],
    )
    return Made(transfer.id)


def _reversal(operation: PaymentOperation, gateway: Gateway) -> Made:
    made = gateway.transfers.reverse(
        key=operation.key,
        transfer_id=operation.params["transfer"],
        amount=operation.amount,
        metadata=_metadata(operation),
    )
    return Made(made.id)


def _answer(operation: PaymentOperation, gateway: Gateway) -> Made:
    told = operation.params
    answered = gateway.disputes.answer(
        key=operation.key, dispute_id=told["dispute"], product=told["product"], told=told["told"]
    )
    return Made(answered.id)


def _give_in(operation: PaymentOperation, gateway: Gateway) -> Made:
    return Made(gateway.disputes.give_in(key=operation.key, dispute_id=operation.params["dispute"]).id)


def _metadata(operation: PaymentOperation) -> dict[str, str]:
    return {"plan": str(operation.plan_id), "booking": operation.plan.booking.reference}


SENDING: dict[OperationKind, Callable[[PaymentOperation, Gateway], Made]] = {
    OperationKind.CHECKOUT: _checkout,
    OperationKind.CAPTURE: _capture,
    OperationKind.RELEASE: _release,
    OperationKind.REFUND: _refund,
    OperationKind.TRANSFER: _transfer,
    OperationKind.REVERSAL: _reversal,
    OperationKind.ANSWER: _answer,
    OperationKind.GIVE_IN: _give_in,
}
