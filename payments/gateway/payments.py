"""Payments once there is one: charging a card that was left, taking what is held, letting it go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import stripe

from marketplace.money import Money
from payments.gateway.checkouts import Capture
from payments.gateway.line import A_PAGE, Line, is_of, keyed, operation
from payments.gateway.values import (
    Charge,
    Metadata,
    Payment,
    PaymentStatus,
    id_of,
    metadata_of,
    moment,
    money,
    seconds,
)

BANK_INSTRUCTIONS = "display_bank_transfer_instructions"
WITH_CHARGE = ["latest_charge"]


class Payments:
    def __init__(self, line: Line) -> None:
        self._line = line

    def charge_saved_card(
        self,
        *,
        key: str,
        amount: Money,
        capture: Capture,
        customer_id: str,
        method_id: str,
        transfer_group: str,
        description: str,
        metadata: Metadata,
    ) -> Payment:
        """Take or hold an amount from a card whose holder is not there. :raises Declined: no such thing"""
        with self._line.asking() as client:
            intent = client.v1.payment_intents.create(
                {
                    "amount": amount.minor,
                    "currency": amount.currency.lower(),
                    "capture_method": capture,
                    "customer": customer_id,
                    "payment_method": method_id,
                    "allowed_payment_method_types": ["card"],
                    "off_session": True,
                    "confirm": True,
                    "transfer_group": transfer_group,
                    "description": description,
                    "metadata": operation(key, metadata),
                    "expand": WITH_CHARGE,
                },
                keyed(key),
            )
            return payment_from(intent)

    def get(self, payment_id: str) -> Payment:
        with self._line.asking() as client:
            return payment_from(client.v1.payment_intents.retrieve(payment_id, {"expand": WITH_CHARGE}))

    def capture(self, *, key: str, payment_id: str, amount: Money) -> Payment:
        """Take this much of what is held; the rest is free again. :raises Refused: it is not held any more"""
        with self._line.asking() as client:
            taken = client.v1.payment_intents.capture(
                payment_id, {"amount_to_capture": amount.minor, "expand": WITH_CHARGE}, keyed(key)
            )
            return payment_from(taken)

    def release(self, *, key: str, payment_id: str) -> Payment:
        """End a payment that took nothing; what it held is free again. :raises Refused: it took something"""
        with self._line.asking() as client:
            ended = client.v1.payment_intents.cancel(payment_id, {"expand": WITH_CHARGE}, keyed(key))
            return payment_from(ended)

    def of_operation(self, key: str, *, since: datetime) -> list[Payment]:
        """What this operation made, where its answer was lost."""
        return [payment_from(each) for each in self._since(since) if is_of(each, key)]

    def since(self, moment_of_creation: datetime) -> Iterator[Payment]:
        """Every payment begun since, newest first; fetched by the hundred while they are read."""
        return map(payment_from, self._since(moment_of_creation))

    def _since(self, moment_of_creation: datetime) -> Iterator[stripe.PaymentIntent]:
        with self._line.asking() as client:
            found = client.v1.payment_intents.list(
                {
                    "created": {"gte": seconds(moment_of_creation)},
                    "limit": A_PAGE,
                    "expand": ["data.latest_charge"],
                }
            )
            yield from found.auto_paging_iter()

    def charge(self, charge_id: str) -> Charge:
        with self._line.asking() as client:
            return charge_from(client.v1.charges.retrieve(charge_id))

    def forget_card(self, *, key: str, method_id: str) -> None:
        """The card can never be charged again."""
        with self._line.asking() as client:
            client.v1.payment_methods.detach(method_id, options=keyed(key))


def payment_from(intent: stripe.PaymentIntent) -> Payment:
    currency, charge, error = intent.currency, intent.latest_charge, intent.last_payment_error
    return Payment(
        id=intent.id,
        status=PaymentStatus(intent.status),
        amount=money(intent.amount, currency),
        capturable=money(intent.amount_capturable, currency),
        received=money(intent.amount_received, currency),
        charge=charge_from(charge) if isinstance(charge, stripe.Charge) else None,
        method_id=id_of(intent.payment_method),
        customer_id=id_of(intent.customer),
        error_code=(error.code or "") if error else "",
        waits_for_bank=intent.next_action is not None and intent.next_action.type == BANK_INSTRUCTIONS,
        instructions_url=_instructions_url(intent),
        transfer_group=intent.transfer_group or "",
        metadata=metadata_of(intent.metadata),
        created_at=moment(intent.created),
    )


def _instructions_url(intent: stripe.PaymentIntent) -> str:
    told = intent.next_action and intent.next_action.display_bank_transfer_instructions
    return (told.hosted_instructions_url or "") if told else ""


def charge_from(charge: stripe.Charge) -> Charge:
    details = charge.payment_method_details
    card = details.card if details else None
    return Charge(
        id=charge.id,
        payment_id=id_of(charge.payment_intent),
        amount=money(charge.amount, charge.currency),
        captured=money(charge.amount_captured, charge.currency),
        refunded=money(charge.amount_refunded, charge.currency),
        balance_transaction_id=id_of(charge.balance_transaction),
        is_disputed=charge.disputed,
        capture_before=moment(card.capture_before) if card and card.capture_before else None,
    )
