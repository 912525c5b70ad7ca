"""Where a customer's money came from, beside where it is to go back to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from payments.models import BankLine, BankTask
from payments.operations.banking.sources import paid_by, sent_by_customer

MOST_SHOWN, MOST_READ = 3, 50


@dataclass(frozen=True)
class CameFrom:
    """
    `task` is a refund, `account` the one that it goes to, or would go to as the form is filled in.

    Where no transfer paid its booking, all transfers of the customer are what there is to compare with.
    """

    task: BankTask
    account: str

    @cached_property
    def _paid(self) -> list[BankLine]:
        return list(paid_by(self.task)[:MOST_READ])

    @property
    def is_of_booking(self) -> bool:
        return bool(self._paid)

    @cached_property
    def by_account(self) -> dict[str, BankLine]:
        """The latest transfer from each account."""
        lines = self._paid or list(sent_by_customer(self.task)[:MOST_READ])
        return {plain(line.party_account): line for line in reversed(lines) if line.party_account}

    @property
    def lines(self) -> list[BankLine]:
        return sorted(self.by_account.values(), key=lambda line: line.pk, reverse=True)[:MOST_SHOWN]

    @property
    def differs(self) -> bool:
        return bool(self.account and self.by_account) and plain(self.account) not in self.by_account


def plain(account: str) -> str:
    """Without what people put between the figures."""
    return "".join(filter(str.isalnum, account)).upper()
