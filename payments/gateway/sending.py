"""Money that goes to firms: transfers to their accounts, back again, and on to their banks."""

from __future__ import annotations

from datetime import datetime

import stripe
from stripe.params import TransferCreateParams

from marketplace.money import Money
from payments.gateway.line import A_PAGE, Line, is_of, keyed, operation
from payments.gateway.values import (
    Metadata,
    Payout,
    Reversal,
    Transfer,
    id_of,
    metadata_of,
    moment,
    money,
    seconds,
)


class Transfers:
    def __init__(self, line: Line) -> None:
        self._line = line

    def make(
        self,
        *,
        key: str,
        amount: Money,
        account_id: str,
        transfer_group: str,
        metadata: Metadata,
        charge_id: str = "",
    ) -> Transfer:
        """
        Send money to a firm; from a charge where one is named, even before it is available.

        :raises Refused: there is not so much, or the firm may not be paid
        """
        params: TransferCreateParams = {
            "amount": amount.minor,
            "currency": amount.currency.lower(),
            "destination": account_id,
            "transfer_group": transfer_group,
            "metadata": operation(key, metadata),
        }
        if charge_id:
            params["source_transaction"] = charge_id
        with self._line.asking() as client:
            return _transfer(client.v1.transfers.create(params, keyed(key)))

    def get(self, transfer_id: str) -> Transfer:
        with self._line.asking() as client:
            return _transfer(client.v1.transfers.retrieve(transfer_id))

    def of_group(self, transfer_group: str) -> list[Transfer]:
        with self._line.asking() as client:
            found = client.v1.transfers.list({"transfer_group": transfer_group, "limit": A_PAGE})
            return [_transfer(each) for each in found.auto_paging_iter()]

    def of_operation(self, key: str, *, since: datetime) -> list[Transfer]:
        """What this operation made, where its answer was lost."""
        with self._line.asking() as client:
            found = client.v1.transfers.list({"created": {"gte": seconds(since)}, "limit": A_PAGE})
            return [_transfer(each) for each in found.auto_paging_iter() if is_of(each, key)]

    def reverse(self, *, key: str, transfer_id: str, amount: Money, metadata: Metadata) -> Reversal:
        """Take this much back from the firm. :raises Refused: it has not so much"""
        with self._line.asking() as client:
            made = client.v1.transfers.reversals.create(
                transfer_id,
                {"amount": amount.minor, "metadata": operation(key, metadata)},
                keyed(key),
            )
            return _reversal(made)

    def reversals(self, transfer_id: str) -> list[Reversal]:
        with self._line.asking() as client:
            found = client.v1.transfers.reversals.list(transfer_id, {"limit": A_PAGE})
            return [_reversal(each) for each in found.auto_paging_iter()]


class Payouts:
    """From the account of a firm to its bank."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def make(self, *, key: str, account_id: str, amount: Money, metadata: Metadata) -> Payout:
        """:raises Refused: so much is not available"""
        with self._line.asking() as client:
            made = client.v1.payouts.create(
                {
                    "amount": amount.minor,
                    "currency": amount.currency.lower(),
                    "metadata": operation(key, metadata),
                },
                keyed(key, account_id),
            )
            return _payout(made)

    def get(self, *, account_id: str, payout_id: str) -> Payout:
        with self._line.asking() as client:
            return _payout(client.v1.payouts.retrieve(payout_id, options={"stripe_account": account_id}))

    def of_operation(self, key: str, *, account_id: str, since: datetime) -> list[Payout]:
        """What this operation made, where its answer was lost."""
        with self._line.asking() as client:
            found = client.v1.payouts.list(
                {"created": {"gte": seconds(since)}, "limit": A_PAGE}, {"stripe_account": account_id}
            )
            return [_payout(each) for each in found.auto_paging_iter() if is_of(each, key)]


def _transfer(found: stripe.Transfer) -> Transfer:
    return Transfer(
        id=found.id,
        amount=money(found.amount, found.currency),
        reversed=money(found.amount_reversed, found.currency),
        account_id=id_of(found.destination),
        charge_id=id_of(found.source_transaction),
        transfer_group=found.transfer_group or "",
        balance_transaction_id=id_of(found.balance_transaction),
        metadata=metadata_of(found.metadata),
        created_at=moment(found.created),
    )


def _reversal(found: stripe.TransferReversal) -> Reversal:
    return Reversal(
        id=found.id,
        transfer_id=id_of(found.transfer),
        amount=money(found.amount, found.currency),
        balance_transaction_id=id_of(found.balance_transaction),
        metadata=metadata_of(found.metadata),
        created_at=moment(found.created),
    )


def _payout(found: stripe.Payout) -> Payout:
    return Payout(
        id=found.id,
        status=found.status,
        amount=money(found.amount, found.currency),
        arrives_at=moment(found.arrival_date),
        failure_code=found.failure_code or "",
        balance_transaction_id=id_of(found.balance_transaction),
        failure_transaction_id=id_of(found.failure_balance_transaction),
        metadata=metadata_of(found.metadata),
        created_at=moment(found.created),
    )
