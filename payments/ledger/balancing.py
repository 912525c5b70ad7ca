"""Postings, and what makes a set of them a journal: in every currency they sum to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from payments.ledger.accounts import AccountKey


class Unbalanced(ValueError):
    """Money would appear or vanish."""


@dataclass(frozen=True)
class Posting:
    """An amount on an account: debit above nothing, credit below."""

    account: AccountKey
    minor: int

    def __str__(self) -> str:
        return f"{self.account} {self.minor:+d}"


Postings = tuple[Posting, ...]


def balanced(*postings: Posting) -> Postings:
    """
    The same with one posting for each account, without those of nothing, in the order of accounts.

    So two journals say the same exactly if they are equal.

    :raises Unbalanced: the postings of a currency do not sum to nothing
    """
    by_account: Counter[AccountKey] = Counter()
    by_currency: Counter[str] = Counter()
    for posting in postings:
        by_account[posting.account] += posting.minor
        by_currency[posting.account.currency] += posting.minor
    if any(by_currency.values()):
        raise Unbalanced(f"{', '.join(map(str, postings))} do not sum to nothing")
    accounts = sorted(by_account, key=lambda account: account.order)
    return tuple(Posting(account, by_account[account]) for account in accounts if by_account[account])


def negated(postings: Iterable[Posting]) -> Postings:
    return tuple(Posting(posting.account, -posting.minor) for posting in postings)
