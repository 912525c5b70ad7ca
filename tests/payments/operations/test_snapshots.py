"""A snapshot changes what a balance costs, and never what it is."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments import tasks
from payments.enums import AccountKind
from payments.ledger import AccountKey
from payments.models import BalanceSnapshot, Entry, LedgerAccount
from payments.operations.balances import BALANCES, balance_of
from payments.operations.invariants import violations
from payments.operations.snapshots import take_snapshots
from tests.factories import NOW
from tests.payments.posted import yuan

STRIPE = AccountKey(AccountKind.STRIPE, "CNY")
HOUR = timedelta(hours=1)


def summed(before=None):
    entries = Entry.objects.on(STRIPE)
    if before:
        entries = entries.filter(posted_at__lt=before)
    return yuan(sum(entries.values_list("minor", flat=True)))


def test_a_snapshot_is_taken_of_long_accounts_alone(told):
    for _ in range(3):
        told.capture(10, fee=1)
    told.capture(10)

    assert take_snapshots(least=4) == 1
    snapshot = BalanceSnapshot.objects.get()
    assert (snapshot.account.key, snapshot.minor, snapshot.latest_posted_at) == (STRIPE, 37, NOW)
    assert (take_snapshots(least=1), take_snapshots(least=1)) == (1, 0)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(st.just("snapshot"), st.tuples(st.integers(1, 99), st.integers(-3, 3))),
        min_size=1,
        max_size=12,
    )
)
def test_a_balance_with_snapshots_is_the_sum_whatever_the_order_of_dates(told, steps):
    """Rows may come dated before a snapshot that does not have them."""
    with transaction.atomic():
        for step in steps:
            if step == "snapshot":
                take_snapshots(least=1)
            else:
                minor, hours = step
                told.capture(minor, now=NOW + hours * HOUR)

        for moment in (None, *(NOW + hours * HOUR for hours in range(-4, 5))):
            assert balance_of(STRIPE, before=moment) == summed(moment)
        assert list(violations()) == []
        transaction.set_rollback(True)


def test_a_balance_reads_what_came_since_the_snapshot_alone(told):
    for _ in range(200):
        told.capture(10)
    take_snapshots(least=1)
    told.capture(10)

    with connection.cursor() as cursor:
        account_id = LedgerAccount.objects.get(kind=AccountKind.STRIPE).pk
        asked = {"accounts": [account_id], "before": "infinity"}
        # Of so small a table the planner would read the whole: it is told how large it is, and not to.
        cursor.execute("ANALYZE payments_entry")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + BALANCES, asked)
        (plan,) = cursor.fetchone()[0]

    assert 0 < sum(rows_read(plan["Plan"], "payments_entry")) < 5


def rows_read(node, table):
    """How many rows each scan of the table gave, and how many it threw away."""
    found = [rows for part in node.get("Plans", ()) for rows in rows_read(part, table)]
    if node.get("Relation Name") == table:
        found.append(node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    return found


def test_the_job_of_the_night_takes_them(told, monkeypatch):
    monkeypatch.setattr(tasks, "WORTH_A_SNAPSHOT", 1)
    told.capture(10)

    tasks.snapshot_balances(0)

    assert BalanceSnapshot.objects.get().account.key == STRIPE
