"""The statement of an account: what stood on it, what came, what stands on it then. Plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import JournalKind
from payments.ledger import AccountKey
from payments.models import Entry
from payments.operations.balances import balance_of


@dataclass(frozen=True)
class StatementLine:
    """An entry with what stands on the account after it; `booking` is a reference, or empty."""

    posted_at: datetime
    kind: JournalKind
    ref: str
    booking: str
    amount: Money
    balance: Money


@dataclass(frozen=True)
class Statement:
    """The entries of [start, end), oldest first, between two balances that they explain."""

    account: AccountKey
    period: Period
    opening: Money
    lines: tuple[StatementLine, ...]

    @property
    def closing(self) -> Money:
        return self.lines[-1].balance if self.lines else self.opening


COLUMNS = ("posted_at", "journal__kind", "journal__ref", "journal__booking__reference", "minor")


def statement_of(account: AccountKey, period: Period) -> Statement:
    """The statement of an account; of nothing where it was never opened."""
    opening = balance_of(account, before=period.starts_at)
    entries = Entry.objects.on(account).within(period).in_order().values_list(*COLUMNS)
    return Statement(account, period, opening, tuple(_lines(entries.iterator(), opening)))


def _lines(rows: Iterable[tuple[Any, ...]], balance: Money) -> Iterator[StatementLine]:
    for posted_at, kind, ref, booking, minor in rows:
        amount = Money(minor, balance.currency)
        balance += amount
        yield StatementLine(posted_at, JournalKind(kind), ref, booking or "", amount, balance)
