"""The balance at the gateway against that of our ledger, once every line that differs is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from marketplace.money import Money
from payments.enums import OF_A_LINE, DifferenceKind, DifferenceState
from payments.gateway import Gateway
from payments.gateway.values import BalanceTransaction
from payments.models import ReconciliationItem
from payments.operations.reconciling.comparing import Difference, unexplained
from payments.operations.reconciling.findings import Findings
from payments.operations.reconciling.our_books import balances_there, posted_of

LATELY = timedelta(hours=2)  # longer than a line is young
ATTEMPTS = 3
Young = Callable[[BalanceTransaction, datetime], bool]


def compare_balances(gateway: Gateway, findings: Findings, *, is_young: Young) -> bool:
    """Whether it could be done: where money moves all the time, two readings are not of one moment."""
    for _attempt in range(ATTEMPTS):
        before = _balances(gateway), balances_there()
        to_come = _to_come(gateway, findings.now, is_young)
        if (_balances(gateway), balances_there()) == before:
            _judge(*before, to_come, findings)
            return True
    return False


def _balances(gateway: Gateway) -> dict[str, Money]:
    told = gateway.books.balance()
    sums: Counter[str] = Counter()
    for money in (*told.available.values(), *told.pending.values()):
        sums[money.currency] += money.minor
    return {currency: Money(minor, currency) for currency, minor in sums.items()}


def _to_come(gateway: Gateway, now: datetime, is_young: Young) -> Counter[str]:
    """What our jobs are about to post."""
    lines = [line for line in gateway.books.transactions(since=now - LATELY) if is_young(line, now)]
    posted = posted_of([line.id for line in lines])
    sums: Counter[str] = Counter()
    for line in lines:
        if line.id not in posted:
            sums[line.net.currency] += line.net.minor
    return sums


def _judge(
    theirs: dict[str, Money], ours: dict[str, Money], to_come: Counter[str], findings: Findings
) -> None:
    explained = Counter(to_come)
    for item in _explaining():
        explained[item.currency] += item.difference_minor
    found: list[Difference] = []
    currencies = sorted({*theirs, *ours, *_open_currencies()})
    for currency in currencies:
        there, here = (side.get(currency, Money(0, currency)) for side in (theirs, ours))
        if left := there.minor - here.minor - explained[currency]:
            found.append(unexplained(currency, there, Money(there.minor - left, currency)))
    # One that was explained stays so: what it amounts to is reckoned with above.
    findings.compared(currencies, found, among=ReconciliationItem.objects.open())


def _explaining() -> list[ReconciliationItem]:
    """Lines that differ, and what of a balance operators have explained."""
    standing = ReconciliationItem.objects.standing()
    lines = standing.filter(kind__in=OF_A_LINE)
    noted = standing.filter(kind=DifferenceKind.BALANCE, state=DifferenceState.NOTED)
    return [*lines, *noted]


def _open_currencies() -> list[str]:
    items = ReconciliationItem.objects.open().filter(kind=DifferenceKind.BALANCE)
    return list(items.values_list("currency", flat=True))
