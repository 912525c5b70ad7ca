"""Paying by bank: statements as a bank writes them, and an operator who confirms them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.money import Money, decimal_text
from payments.enums import AccountKind, BankTaskKind, BankTaskState
from payments.ledger import AccountKey
from payments.models import BankLine, BankTask, PaymentPlan
from payments.operations.balances import balance_of
from payments.operations.banking.beginning import begin_by_bank
from payments.operations.banking.confirming import Share, confirm
from payments.operations.banking.covering import missing
from payments.operations.banking.importing import Imported, import_statement
from payments.operations.banking.suggesting import suggest, waiting_for_money
from payments.operations.banking.tasks import Recipient, prepare, prove, release
from payments.operations.banking.unapplied import return_credit
from payments.operations.invariants import violations
from tests.payments.accounts import account_in_use
from tests.payments.paying import Deal

HEADINGS = "交易日期,交易流水号,借方发生额,贷方发生额,对方户名,对方账号,摘要"
HUNDRED = Money(100_00, "CNY")
_numbers = count(1)


def written(
    amount: Money,
    text: str = "",
    *,
    name: str = "",
    account: str = "6222 0001",
    day: date = date(2027, 3, 1),
) -> str:
    """A line of a statement; what goes out is below nothing."""
    figure = decimal_text(abs(amount.minor), amount.currency)
    columns = f'"{figure}",' if amount.minor < 0 else f',"{figure}"'
    return f"{day},{next(_numbers):08},{columns},{name},{account},{text}"


def sound() -> bool:
    """No rule of the ledger is broken."""
    return list(violations()) == []


@dataclass
class Teller:
    """The operator at the bank's page; `now` is when it acts."""

    by: Actor
    now: datetime

    def take_over(self, *lines: str, currency: str = "CNY") -> Imported:
        data = "\n".join([HEADINGS, *lines]).encode()
        return import_statement(
            data=data, file_name="statement.csv", currency=currency, by=self.by, now=self.now
        )

    def receive(self, amount: Money, text: str = "", **told: Any) -> BankLine:
        self.take_over(written(amount, text, **told))
        return BankLine.objects.latest("pk")

    def task_of(self, customer: Actor, amount: Money = HUNDRED) -> BankTask:
        """A refund of money that came for nothing."""
        line = self.receive(amount)
        confirm(line=line, customer=customer.organisation, shares=[], by=self.by, now=self.now)
        return return_credit(customer=customer.organisation, amount=amount, by=self.by, now=self.now)

    def send(self, task: BankTask, second: Actor) -> None:
        """
        Prepared by one, released by the other, and proven by the statement.

        A provider that has told no account has one from now on.
        """
        recipient = Recipient("Somebody", "6222 7777", "ICBC")
        if task.kind == BankTaskKind.PAYOUT and not task.recipient.bank_accounts.exists():
            account_in_use(task.recipient, now=self.now)
        done = prepare(task=task, recipient=recipient, by=self.by, now=self.now)
        if done.state == BankTaskState.PREPARED:
            release(task=task, by=second, now=self.now)
        line = self.receive(-done.amount, task.reference, name="Somebody")
        prove(line=line, tasks=[task], by=self.by, now=self.now)

    def suggestion(self, line: BankLine):
        return suggest(line, waiting_for_money(self.now))


@dataclass
class ByBank:
    """A deal that is paid by bank, and two operators."""

    deal: Deal
    by: Actor
    second: Actor

    @property
    def teller(self) -> Teller:
        return Teller(self.by, self.deal.now)

    @property
    def total(self) -> Money:
        return self.deal.booking.total

    @property
    def customer(self) -> Organisation:
        return self.deal.booking.customer

    def begin(self) -> PaymentPlan:
        return begin_by_bank(booking=self.deal.booking, by=self.deal.buyer, now=self.deal.now)

    def pay(self, amount: Money | None = None) -> BankLine:
        """The money comes, and is confirmed for the booking as far as it goes."""
        line = self.teller.receive(
            amount or self.total, f"RENT {self.deal.booking.reference}", name="Somebody"
        )
        share = min(line.amount, missing(self.deal.plan))
        shares = [Share(self.deal.plan, share)] if share.minor else []
        confirm(line=line, customer=self.customer, shares=shares, by=self.by, now=self.deal.now)
        self.deal.advance()
        return line

    def send(self, task: BankTask) -> BankTask:
        self.teller.send(task, self.second)
        self.deal.advance()
        task.refresh_from_db()
        return task

    def tasks(self, kind: BankTaskKind | None = None) -> list[BankTask]:
        found = BankTask.objects.order_by("pk")
        return list(found.filter(kind=kind) if kind else found)

    @property
    def unapplied(self) -> int:
        key = AccountKey(AccountKind.UNAPPLIED, self.total.currency, self.customer.pk)
        return -balance_of(key).minor

    @property
    def in_bank(self) -> int:
        return self.deal.stands(AccountKind.BANK)
