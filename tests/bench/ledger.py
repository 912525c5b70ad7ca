"""
`python -m tests.bench.ledger`: what it costs to post, and to tell the balance of a very long account.

Told apart: journals that were committed a second; a balance and the statement of a day on an account of
so many entries, before and after snapshots; taking them; proving the whole ledger.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from marketplace.periods import Period
from payments.enums import AccountKind
from payments.ledger import AccountKey
from payments.models import Entry, LedgerAccount
from payments.operations.balances import balance_of
from payments.operations.invariants import violations
from payments.operations.snapshots import take_snapshots
from payments.operations.statements import statement_of
from tests.factories import NOW
from tests.payments.posted import Told, new_booking

BANK, STRIPE = (AccountKey(kind, "CNY") for kind in (AccountKind.BANK, AccountKind.STRIPE))
POSTED, ASKED = 1_000, 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1_000_000, help="entries of the long account")
    options = parser.parse_args()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        measure_posting()
        fill(options.many)
        report("balance, summed from the beginning", lambda: balance_of(BANK), times=5)
        report("snapshots of two such accounts", lambda: take_snapshots(least=2_000), times=1)
        measure_reading()
        report("proving the whole ledger", lambda: list(violations()), times=1)
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


def measure_posting() -> None:
    told = Told(new_booking())
    begun = time.perf_counter()
    for _ in range(POSTED):
        with transaction.atomic():
            told.capture(1000, fee=30)
    print(f"{'journals committed, one at a time':<40} {POSTED / (time.perf_counter() - begun):8.0f} a second")


def fill(many: int) -> None:
    """So many journals of two entries, one a second, written past the triggers."""
    accounts = LedgerAccount.objects.opened([BANK, STRIPE])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_JOURNALS, [NOW, many])
        cursor.execute(_ENTRIES, [accounts[BANK].pk, accounts[STRIPE].pk])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE payments_entry, payments_journal")
    print(f"{'entries':<40} {Entry.objects.count():8d}")


_JOURNALS = """
INSERT INTO payments_journal (kind, ref, posted_at, entry_count)
SELECT 'payout', 'txn_many_' || number, %s::timestamptz + number * interval '1 second', 2
FROM generate_series(1, %s) AS number
"""

_ENTRIES = """
INSERT INTO payments_entry (journal_id, account_id, currency, minor, posted_at)
SELECT id, side.account, 'CNY', side.sign * (id %% 997 + 1), posted_at
FROM payments_journal, (VALUES (1, %s), (-1, %s)) AS side(sign, account)
WHERE ref LIKE 'txn_many_%%'
"""


def measure_reading() -> None:
    told = Told(new_booking())
    for _ in range(100):
        with transaction.atomic():
            told.capture(1000)
    day = Period(NOW, NOW + timedelta(hours=1))
    report("balance with a snapshot", lambda: balance_of(STRIPE), times=ASKED)
    report("statement of an hour, 3 600 entries", lambda: statement_of(BANK, day), times=5)


def report(name: str, work: Callable[[], object], *, times: int) -> None:
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    spent.sort()
    print(f"{name:<40} p50 {statistics.median(spent):8.1f} ms   p95 {spent[int(len(spent) * 0.95)]:8.1f} ms")


if __name__ == "__main__":
    main()
