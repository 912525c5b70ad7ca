"""
How a payment stands at the gateway: read whole each time, so that the order of news does not matter.

Nothing is decided here and nothing written; no transaction is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.money import Money, total
from payments.enums import OperationKind, OperationState
from payments.gateway import Gateway
from payments.gateway.values import BalanceTransaction, Payment, Refund, Transfer
from payments.models import Journal, PaymentPlan
from payments.policies.banking import is_secured_by_bank


@dataclass(frozen=True)
class Picture:
    """
    What the gateway has of one plan, oldest first.

    `transactions` are those lines of its books, by id, that our ledger does not have yet.
    """

    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    transfers: Sequence[Transfer]
    transactions: Mapping[str, BalanceTransaction] = field(default_factory=dict)

    def payment(self, ref: str) -> Payment | None:
        return next((payment for payment in self.payments if payment.id == ref), None)

    def returned(self, payment: Payment) -> Money:
        """What has really gone back: a refund may wait for money to arrive, or fail."""
        return self._refunded(payment, {"succeeded"})

    def on_the_way_back(self, payment: Payment) -> Money:
        """What has gone back, or still may."""
        return self._refunded(payment, {"succeeded", "pending", "requires_action"})

    def _refunded(self, payment: Payment, statuses: set[str]) -> Money:
        of_payment = (each for each in self.refunds if each.payment_id == payment.id)
        return total((each.amount for each in of_payment if each.status in statuses), payment.amount.currency)

    def transferred(self, currency: str) -> Money:
        return total((each.amount - each.reversed for each in self.transfers), currency)


def look(plan: PaymentPlan, gateway: Gateway) -> Picture:
    """:raises GatewayProblem: it cannot be read now"""
    payments = [gateway.payments.get(ref) for ref in sorted(_payment_refs(plan, gateway))]
    payments.sort(key=lambda payment: (payment.created_at, payment.id))
    refunds = [refund for payment in payments for refund in _refunds(payment, gateway)]
    transfers = gateway.transfers.of_group(plan.transfer_group) if _is_paid_out(plan) else []
    refs = {ref for ref in _transaction_refs(payments, refunds, transfers) if ref}
    posted = set(Journal.objects.filter(ref__in=refs).values_list("ref", flat=True))
    transactions = {ref: gateway.books.transaction(ref) for ref in sorted(refs - posted)}
    return Picture(payments, refunds, transfers, transactions)


def _payment_refs(plan: PaymentPlan, gateway: Gateway) -> set[str]:
    """Of every page that was opened: a payer may have paid on two."""
    pages = plan.operations.filter(kind=OperationKind.CHECKOUT).exclude(remote_ref="")
    found = {gateway.checkouts.get(page.remote_ref).payment_id for page in pages}
    for page in plan.operations.filter(
        kind=OperationKind.CHECKOUT, remote_ref="", first_sent_at__isnull=False
    ):
        # Its answer was lost; somebody may have been led there all the same.
        found |= {each.payment_id for each in gateway.checkouts.of_operation(page.key, since=page.created_at)}
    own = "" if is_secured_by_bank(plan) else plan.payment_ref
    return {ref for ref in (*found, own) if ref}


def _refunds(payment: Payment, gateway: Gateway) -> Sequence[Refund]:
    return gateway.refunds.of_payment(payment.id) if payment.charge else []


def _is_paid_out(plan: PaymentPlan) -> bool:
    transfers = plan.operations.filter(kind=OperationKind.TRANSFER)
    return transfers.exclude(state=OperationState.PENDING).exists()


def _transaction_refs(
    payments: Sequence[Payment], refunds: Sequence[Refund], transfers: Sequence[Transfer]
) -> Iterator[str]:
    yield from (payment.charge.balance_transaction_id for payment in payments if payment.charge)
    yield from (refund.balance_transaction_id for refund in refunds)
    yield from (refund.failure_transaction_id for refund in refunds)
    yield from (transfer.balance_transaction_id for transfer in transfers)
