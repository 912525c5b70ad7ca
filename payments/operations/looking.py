"""
How a payment stands at the gateway: read whole each time, so that the order of news does not matter.

Nothing is decided here and nothing written; no transaction is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.money import Money, total
from payments.enums import OperationKind, OperationState, SupplementState
from payments.gateway import Gateway, PaymentStatus
from payments.gateway.values import BalanceTransaction, Dispute, Payment, Refund, Reversal, Transfer
from payments.models import Journal, PaymentPlan
from payments.policies.banking import is_secured_by_bank

HOLDING = frozenset({PaymentStatus.AUTHORISED, PaymentStatus.SUCCEEDED})
CLOSED = frozenset({"won", "lost", "warning_closed", "prevented"})


@dataclass(frozen=True)
class Picture:
    """
    What the gateway has of one plan, oldest first.

    `parts` tells of each payment which part of the price its page was for: nothing for the price agreed
    at first, a name for what was added later. `transactions` are those lines of the gateway's books, by id,
    that our ledger does not have yet.
    """

    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    transfers: Sequence[Transfer]
    reversals: Sequence[Reversal] = ()
    disputes: Sequence[Dispute] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    transactions: Mapping[str, BalanceTransaction] = field(default_factory=dict)

    def payment(self, ref: str) -> Payment | None:
        return next((payment for payment in self.payments if payment.id == ref), None)

    def kept(self, plan: PaymentPlan) -> list[Payment]:
        """The payment of the plan, and for each change that was made the first that was paid on top."""
        chosen = {plan.payment_ref: self.payment(plan.payment_ref)}
        by_part: dict[str, Payment] = {}
        made = self._made(plan)
        for payment in self.payments:
            part = self.parts.get(payment.id, "")
            if part in made and payment.status in HOLDING:
                by_part.setdefault(part, payment)
        return [payment for payment in (*chosen.values(), *by_part.values()) if payment is not None]

    def _made(self, plan: PaymentPlan) -> set[str]:
        """The parts whose change was made."""
        if not any(self.parts.values()):
            return set()
        return {each.part for each in plan.supplements.filter(state=SupplementState.MADE)}

    def returned(self, payment: Payment) -> Money:
        """What has really gone back: a refund may wait for money to arrive, or fail."""
        return self._refunded(payment, {"succeeded"})

    def asked_back(self, payment: Payment) -> Money:
        """What has gone back, still may, or has come back to us and is the payer's by other ways."""
        return self._refunded(payment, {"succeeded", "pending", "requires_action", "failed"})

    def _refunded(self, payment: Payment, statuses: set[str]) -> Money:
        of_payment = (each for each in self.refunds if each.payment_id == payment.id)
        return total((each.amount for each in of_payment if each.status in statuses), payment.amount.currency)

    def charged_back(self, payment: Payment) -> Money:
        """What the payer's bank took back for good."""
        lost = (each for each in self.disputes if each.payment_id == payment.id and each.status == "lost")
        return total((each.amount for each in lost), payment.amount.currency)

    def left_of(self, payment: Payment) -> Money:
        """What was received and neither went back, nor may still, nor was taken back by the payer's bank."""
        return payment.received - self.charged_back(payment) - self.asked_back(payment)

    @property
    def is_contested(self) -> bool:
        """A bank has taken something back, and it is open who wins."""
        return any(dispute.status not in CLOSED for dispute in self.disputes)

    def transferred(self, currency: str) -> Money:
        return total((each.amount - each.reversed for each in self.transfers), currency)


def look(plan: PaymentPlan, gateway: Gateway) -> Picture:
    """:raises GatewayProblem: it cannot be read now"""
    parts = _payment_refs(plan, gateway)
    payments = [gateway.payments.get(ref) for ref in sorted(parts)]
    payments.sort(key=lambda payment: (payment.created_at, payment.id))
    refunds = [refund for payment in payments for refund in _refunds(payment, gateway)]
    disputes = [dispute for payment in payments for dispute in _disputes(payment, gateway)]
    transfers = gateway.transfers.of_group(plan.transfer_group) if _is_paid_out(plan) else []
    transfers.sort(key=lambda transfer: (transfer.created_at, transfer.id))
    reversals = [
        reversal
        for transfer in transfers
        if transfer.reversed.minor
        for reversal in gateway.transfers.reversals(transfer.id)
    ]
    refs = {ref for ref in _transaction_refs(payments, refunds, transfers, reversals, disputes) if ref}
    posted = set(Journal.objects.filter(ref__in=refs).values_list("ref", flat=True))
    transactions = {ref: gateway.books.transaction(ref) for ref in sorted(refs - posted)}
    return Picture(payments, refunds, transfers, reversals, disputes, parts, transactions)


def _payment_refs(plan: PaymentPlan, gateway: Gateway) -> dict[str, str]:
    """Of every page that was opened, with what it was for: a payer may have paid on two."""
    found = {} if is_secured_by_bank(plan) else {plan.payment_ref: ""}
    for page in plan.operations.filter(kind=OperationKind.CHECKOUT):
        part = page.params.get("part", "")
        if page.remote_ref:
            found[gateway.checkouts.get(page.remote_ref).payment_id] = part
        elif page.first_sent_at:
            # Its answer was lost; somebody may have been led there all the same.
            opened = gateway.checkouts.of_operation(page.key, since=page.created_at)
            found |= {each.payment_id: part for each in opened}
    return {ref: part for ref, part in found.items() if ref}


def _refunds(payment: Payment, gateway: Gateway) -> Sequence[Refund]:
    return gateway.refunds.of_payment(payment.id) if payment.charge else []


def _disputes(payment: Payment, gateway: Gateway) -> Sequence[Dispute]:
    is_disputed = payment.charge is not None and payment.charge.is_disputed
    return gateway.disputes.of_payment(payment.id) if is_disputed else []


def _is_paid_out(plan: PaymentPlan) -> bool:
    transfers = plan.operations.filter(kind=OperationKind.TRANSFER)
    return transfers.exclude(state=OperationState.PENDING).exists()


def _transaction_refs(
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
    transfers: Sequence[Transfer],
    reversals: Sequence[Reversal],
    disputes: Sequence[Dispute],
) -> Iterator[str]:
    yield from (payment.charge.balance_transaction_id for payment in payments if payment.charge)
    yield from (refund.balance_transaction_id for refund in refunds)
    yield from (refund.failure_transaction_id for refund in refunds)
    yield from (transfer.balance_transaction_id for transfer in transfers)
    yield from (reversal.balance_transaction_id for reversal in reversals)
    for dispute in disputes:
        yield from dispute.transaction_ids
