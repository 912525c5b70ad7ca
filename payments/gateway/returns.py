"""Money that goes back to a payer, and money that a payer's bank takes back."""

from __future__ import annotations

from datetime import datetime

import stripe

from marketplace.money import Money
from payments.gateway.line import A_PAGE, Line, is_of, keyed, operation
from payments.gateway.values import Dispute, Metadata, Refund, id_of, metadata_of, moment, money, seconds


class Refunds:
    def __init__(self, line: Line) -> None:
        self._line = line

    def make(self, *, key: str, payment_id: str, amount: Money, metadata: Metadata) -> Refund:
        """Give this much back. :raises Refused: less is left, or it is disputed"""
        with self._line.asking() as client:
            made = client.v1.refunds.create(
                {
                    "payment_intent": payment_id,
                    "amount": amount.minor,
                    "metadata": operation(key, metadata),
                },
                keyed(key),
            )
            return _refund(made)

    def get(self, refund_id: str) -> Refund:
        with self._line.asking() as client:
            return _refund(client.v1.refunds.retrieve(refund_id))

    def of_payment(self, payment_id: str) -> list[Refund]:
        with self._line.asking() as client:
            found = client.v1.refunds.list({"payment_intent": payment_id, "limit": A_PAGE})
            return [_refund(each) for each in found.auto_paging_iter()]

    def of_operation(self, key: str, *, since: datetime) -> list[Refund]:
        """What this operation made, where its answer was lost."""
        with self._line.asking() as client:
            found = client.v1.refunds.list({"created": {"gte": seconds(since)}, "limit": A_PAGE})
            return [_refund(each) for each in found.auto_paging_iter() if is_of(each, key)]


class Disputes:
    def __init__(self, line: Line) -> None:
        self._line = line

    def get(self, dispute_id: str) -> Dispute:
        with self._line.asking() as client:
            return _dispute(client.v1.disputes.retrieve(dispute_id))

    def of_payment(self, payment_id: str) -> list[Dispute]:
        with self._line.asking() as client:
            found = client.v1.disputes.list({"payment_intent": payment_id, "limit": A_PAGE})
            return [_dispute(each) for each in found.auto_paging_iter()]

    def answer(self, *, key: str, dispute_id: str, product: str, told: str) -> Dispute:
        """Send what speaks for us; it can be sent once. :raises Refused: it was, or is too late"""
        with self._line.asking() as client:
            answered = client.v1.disputes.update(
                dispute_id,
                {"submit": True, "evidence": {"product_description": product, "uncategorized_text": told}},
                keyed(key),
            )
            return _dispute(answered)

    def give_in(self, *, key: str, dispute_id: str) -> Dispute:
        with self._line.asking() as client:
            return _dispute(client.v1.disputes.close(dispute_id, options=keyed(key)))


def _refund(found: stripe.Refund) -> Refund:
    return Refund(
        id=found.id,
        status=found.status or "",
        amount=money(found.amount, found.currency),
        payment_id=id_of(found.payment_intent),
        charge_id=id_of(found.charge),
        balance_transaction_id=id_of(found.balance_transaction),
        failure_transaction_id=id_of(found.failure_balance_transaction),
        reason=found.failure_reason or found.pending_reason or "",
        metadata=metadata_of(found.metadata),
        created_at=moment(found.created),
    )


def _dispute(found: stripe.Dispute) -> Dispute:
    due_by = found.evidence_details.due_by
    return Dispute(
        id=found.id,
        status=found.status,
        amount=money(found.amount, found.currency),
        charge_id=id_of(found.charge),
        payment_id=id_of(found.payment_intent),
        reason=found.reason,
        answer_by=moment(due_by) if due_by else None,
        transaction_ids=tuple(each.id for each in found.balance_transactions),
    )
