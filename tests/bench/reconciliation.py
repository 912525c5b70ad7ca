"""
`python -m tests.bench.reconciliation`: what it costs to compare so many lines, and a thousand days by lot.

The lines are read from the sandbox in this process, a hundred at a time, as Stripe tells them; most of the
time is its own. Of the clean days nothing may be told, and of the wrong ones everything (T11).
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import timedelta
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from payments.enums import AccountKind
from payments.gateway import Sandboxed, gateway
from payments.ledger import AccountKey
from payments.models import LedgerAccount, ReconciliationItem
from payments.operations.reconciling.our_books import posted_of
from payments.operations.reconciling.running import begin_nightly, reconcile
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import stamp
from tests.factories import NOW
from tests.payments.operations.reconciling.days import Days
from tests.payments.sandboxed import RECORDED, Desk

BANK, STRIPE = (AccountKey(kind, "CNY") for kind in (AccountKind.BANK, AccountKind.STRIPE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=1_000, help="clean days, and as many wrong ones")
    options = parser.parse_args()
    settings.PAYMENTS_BACKEND = "sandbox"
    made = setup_databases(verbosity=0, interactive=False)
    try:
        measure_comparing(options.lines)
        judge_days(options.days)
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


def measure_comparing(lines: int) -> None:
    fill(lines)
    there = gateway(Sandboxed(clock=lambda: NOW))
    begun = time.perf_counter()
    told = [line.id for line in there.books.transactions(since=NOW - timedelta(days=3))]
    reading = time.perf_counter() - begun
    begun = time.perf_counter()
    for first in range(0, lines, 500):
        posted_of(told[first : first + 500])
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    run = reconcile(begin_nightly(now=NOW).pk, there, clock=lambda: NOW)
    whole = time.perf_counter() - begun
    assert (len(told), run.read, ReconciliationItem.objects.count()) == (lines, lines, 0)
    assert run.are_balances_compared
    print(f"{'lines compared, none differs':<40} {lines:8d}")
    print(f"{'reading them at the gateway':<40} {reading:8.1f} s")
    print(f"{'reading our journals of them':<40} {ours:8.1f} s")
    print(f"{'the whole comparison':<40} {whole:8.1f} s   {lines / whole:8.0f} lines a second")


def fill(lines: int) -> None:
    """So many payouts of the platform's, a second apart, with their journals, past the triggers."""
    begin = NOW - timedelta(days=2)
    SandboxObject.objects.bulk_create(
        (_row(number, begin + timedelta(seconds=number)) for number in range(1, lines + 1)), batch_size=5_000
    )
    accounts = LedgerAccount.objects.opened([BANK, STRIPE])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_JOURNALS, [begin, lines])
        cursor.execute(_ENTRIES, [accounts[BANK].pk, accounts[STRIPE].pk])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE payments_entry, payments_journal, payments_sandboxobject")


def _row(number: int, moment) -> SandboxObject:
    body = {
        "id": f"txn_many_{number}",
        "created": stamp(moment),
        "amount": -(number % 997 + 1),
        "fee": 0,
        "net": -(number % 997 + 1),
        "currency": "cny",
        "source": f"po_{number}",
        "type": "payout",
        "reporting_category": "payout",
        "balance_type": "payments",
        "available_on": stamp(moment),
        "status": "available",
        "fee_details": [],
    }
    return SandboxObject(ref=body["id"], kind="balance_transaction", body=body, created_at=moment)


_JOURNALS = """
INSERT INTO payments_journal (kind, ref, posted_at, entry_count)
SELECT 'payout', 'txn_many_' || number, %s::timestamptz + number * interval '1 second', 2
FROM generate_series(1, %s) AS number
"""

_ENTRIES = """
INSERT INTO payments_entry (journal_id, account_id, currency, minor, posted_at)
SELECT id, side.account, 'CNY', side.sign * (replace(ref, 'txn_many_', '')::int %% 997 + 1), posted_at
FROM payments_journal, (VALUES (1, %s), (-1, %s)) AS side(sign, account)
WHERE ref LIKE 'txn_many_%%'
"""


def judge_days(days: int) -> None:
    begin = NOW + timedelta(days=10)
    for name, is_wrong in (("clean days, false alarms", False), ("wrong days, found", True)):
        begun, lots = time.perf_counter(), Days(Random(2027), desk=Desk(now=begin))
        for _ in range(days):
            lots.pass_day(lots.lots.randint(3, 8) if is_wrong else lots.lots.randint(0, 8))
            assert lots.found == lots.expected
            if is_wrong:
                with transaction.atomic():
                    lots.break_one()
            RECORDED.clear()
        told, begin = len(lots.found), lots.desk.now
        print(f"{name:<40} {told:4d} of {days}   {time.perf_counter() - begun:8.1f} s")


if __name__ == "__main__":
    main()
