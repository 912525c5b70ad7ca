"""Paying by bank: statements as a bank writes them, and an operator who confirms them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from marketplace.accounts.actor import Actor
from marketplace.money import Money, decimal_text
from payments.models import BankLine, BankTask
from payments.operations.banking.confirming import confirm
from payments.operations.banking.importing import Imported, import_statement
from payments.operations.banking.suggesting import suggest, waiting_for_money
from payments.operations.banking.unapplied import return_credit

HEADINGS = "交易日期,交易流水号,借方发生额,贷方发生额,对方户名,对方账号,摘要"
HUNDRED = Money(100_00, "CNY")
_numbers = count(1)


def written(amount: Money, text: str = "", *, name: str = "", account: str = "6222 0001") -> str:
    """A line of a statement; what goes out is below nothing."""
    figure = decimal_text(abs(amount.minor), amount.currency)
    columns = f'"{figure}",' if amount.minor < 0 else f',"{figure}"'
    return f"2027-03-01,{next(_numbers):08},{columns},{name},{account},{text}"


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

    def receive(self, amount: Money, text: str = "", *, name: str = "") -> BankLine:
        self.take_over(written(amount, text, name=name))
        return BankLine.objects.latest("pk")

    def task_of(self, customer: Actor, amount: Money = HUNDRED) -> BankTask:
        """A refund of money that came for nothing."""
        line = self.receive(amount)
        confirm(line=line, customer=customer.organisation, shares=[], by=self.by, now=self.now)
        return return_credit(customer=customer.organisation, amount=amount, by=self.by, now=self.now)

    def suggestion(self, line: BankLine):
        return suggest(line, waiting_for_money(self.now))
