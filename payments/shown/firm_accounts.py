"""A firm's own bank accounts, as its finance people see them: in use, to come, to confirm, missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from payments.enums import BankTaskKind, BankTaskState
from payments.models import BankAccount, BankTask
from payments.operations.payout_accounts import may_confirm


@dataclass(frozen=True)
class AccountRow:
    account: BankAccount
    is_in_use: bool
    may_confirm: bool

    @property
    def is_to_confirm(self) -> bool:
        return self.account.usable_from is None

    @property
    def number(self) -> str:
        """Whole for the second person, who has to compare it."""
        return self.account.spaced if self.may_confirm else self.account.masked


class FirmAccounts:
    def __init__(self, firm: Organisation, *, actor: Actor, now: datetime) -> None:
        self.firm, self.actor, self.now = firm, actor, now

    @cached_property
    def rows(self) -> list[AccountRow]:
        """Of each currency the one in use, then what is to take its place."""
        standing = BankAccount.objects.standing().filter(organisation=self.firm)
        accounts = list(standing.select_related("changed_by").order_by("currency", "changed_at", "pk"))
        in_use = {each.currency: each for each in sorted(filter(self._is_usable, accounts), key=_since)}
        return [
            AccountRow(each, in_use.get(each.currency) == each, self._may_confirm(each))
            for each in accounts
            if in_use.get(each.currency) == each or not self._is_usable(each)
        ]

    def _is_usable(self, account: BankAccount) -> bool:
        return account.usable_from is not None and account.usable_from <= self.now

    def _may_confirm(self, account: BankAccount) -> bool:
        return account.usable_from is None and may_confirm(account, self.actor)

    @property
    def currencies(self) -> set[str]:
        """Those in which the firm can be paid by bank now."""
        return {row.account.currency for row in self.rows if row.is_in_use}

    @cached_property
    def missing(self) -> list[str]:
        """The currencies in which something waits for an account, and none was entered."""
        due = BankTask.objects.filter(recipient=self.firm, kind=BankTaskKind.PAYOUT, state=BankTaskState.DUE)
        told = {row.account.currency for row in self.rows}
        return sorted(set(due.values_list("currency", flat=True)) - told)


def _since(account: BankAccount) -> tuple[datetime, int]:
    assert account.usable_from is not None
    return account.usable_from, account.pk
