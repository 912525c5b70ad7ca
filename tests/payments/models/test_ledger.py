"""What the database refuses of the ledger, each beside what it accepts."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from payments.enums import AccountKind, JournalKind
from payments.models import AccountingPeriod, Entry, Journal, LedgerAccount
from payments.models.triggers import BALANCED, FITTING
from payments.operations.constraints import constraint_of
from tests.conftest import truncation_guards
from tests.factories import NOW, organisation
from tests.payments.posted import Told, new_booking

TABLES = [LedgerAccount, Journal, Entry, AccountingPeriod]


@pytest.fixture(autouse=True)
def _undone(db):
    """What is still unbalanced when a test ends is not checked in its place."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sql(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def at_the_end_of_the_transaction():
    """Deferred checks are due now instead."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")


def account(kind=AccountKind.BANK, currency="CNY", **whose):
    return LedgerAccount.objects.get_or_create(kind=kind, currency=currency, **whose)[0]


def journal(entries=2, **fields):
    defaults = {"kind": JournalKind.PAYOUT, "ref": "txn_x", "posted_at": NOW, "entry_count": entries}
    return Journal.objects.create(**(defaults | fields))


def enter(into, on, minor, **fields):
    defaults = {"currency": on.currency, "posted_at": into.posted_at}
    return Entry.objects.create(journal=into, account=on, minor=minor, **(defaults | fields))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_rows_stay_as_they_were_written(table, statement):
    Told(new_booking()).capture(100)
    AccountingPeriod.objects.create(
        month="2027-01-01", period=("2026-12-31T16:00Z", "2027-01-31T16:00Z"), closed_at=NOW,
        closed_by=new_booking().booked_by,
    )  # fmt: skip
    at_the_end_of_the_transaction()
    pgtrigger.enable(*truncation_guards())

    with pytest.raises(IntegrityError, match="append-only"):
        sql(statement.format(table._meta.db_table))


def test_a_journal_that_sums_to_nothing_is_accepted():
    made = journal()
    enter(made, account(), 5)
    enter(made, account(AccountKind.FEES), -5)

    at_the_end_of_the_transaction()


@pytest.mark.parametrize(
    "rows",
    [
        [(AccountKind.BANK, "CNY", 5), (AccountKind.FEES, "CNY", -4)],
        [(AccountKind.BANK, "CNY", 5), (AccountKind.BANK, "USD", -5)],
        [(AccountKind.BANK, "CNY", 5)],
        [(AccountKind.BANK, "CNY", 5), (AccountKind.FEES, "CNY", -4), (AccountKind.VAT, "CNY", -1)],
        [],
    ],
    ids=["lost", "currencies", "one entry", "more than told", "none"],
)
def test_a_journal_that_does_not_balance_is_refused_at_the_end(rows):
    made = journal()
    for kind, currency, minor in rows:
        enter(made, account(kind, currency), minor)

    with pytest.raises(IntegrityError, match="does not balance") as refused:
        at_the_end_of_the_transaction()
    assert constraint_of(refused.value) == BALANCED


def test_nothing_is_added_to_a_journal_afterwards_even_if_it_balances():
    made = Told(new_booking()).capture(100)
    at_the_end_of_the_transaction()
    sql("SET CONSTRAINTS ALL DEFERRED")
    enter(made, account(AccountKind.FEES), 5)
    enter(made, account(), -5)

    with pytest.raises(IntegrityError, match="does not balance"):
        at_the_end_of_the_transaction()


@pytest.mark.parametrize("lie", [{"currency": "USD"}, {"posted_at": NOW + timedelta(seconds=1)}])
def test_an_entry_has_the_currency_of_its_account_and_the_moment_of_its_journal(lie):
    with pytest.raises(IntegrityError) as refused:
        enter(journal(), account(), 5, **lie)
    assert constraint_of(refused.value) == FITTING


def test_what_is_held_for_a_booking_is_moved_by_journals_of_that_booking_alone():
    booking = new_booking()
    held = account(AccountKind.CLEARING, booking=booking)
    enter(journal(booking=booking), held, 5)

    for other in (new_booking(), None):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            enter(journal(booking=other, ref=f"txn_{other}"), held, 5)
        assert constraint_of(refused.value) == FITTING


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"entry_count": 1}, "journal_two_entries"),
        ({"ref": ""}, "journal_refers_to_something"),
        ({"kind": "gift"}, "journal_kind_known"),
        ({"kind": JournalKind.REVERSAL}, "journal_reversal_of_a_journal"),
    ],
)
def test_a_journal_tells_what_it_is_of(fields, constraint):
    with pytest.raises(IntegrityError) as refused:
        journal(**fields)
    assert constraint_of(refused.value) == constraint


def test_only_a_reversal_reverses_and_a_journal_once():
    first = journal()
    journal(kind=JournalKind.REVERSAL, reverses=first)

    for fields in ({"ref": "txn_y"}, {"kind": JournalKind.REVERSAL, "ref": "txn_z"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            journal(reverses=first, **fields)


def test_the_same_is_posted_once_and_an_account_entered_once_a_journal():
    made = journal()
    enter(made, account(), 5)

    with pytest.raises(IntegrityError), transaction.atomic():
        journal()
    with pytest.raises(IntegrityError), transaction.atomic():
        enter(made, account(), -5)
    with pytest.raises(IntegrityError), transaction.atomic():
        enter(made, account(AccountKind.FEES), 0)


def test_an_account_is_opened_once_also_where_nobody_owns_it():
    account()

    with pytest.raises(IntegrityError):
        LedgerAccount.objects.create(kind=AccountKind.BANK, currency="CNY")


@pytest.mark.parametrize(
    ("kind", "is_owned", "is_booked", "constraint"),
    [
        (AccountKind.PAYABLE, False, False, "ledger_account_owned_by_kind"),
        (AccountKind.BANK, True, False, "ledger_account_owned_by_kind"),
        (AccountKind.CLEARING, False, False, "ledger_account_booked_by_kind"),
        (AccountKind.BANK, False, True, "ledger_account_booked_by_kind"),
        ("purse", False, False, "ledger_account_kind_known"),
    ],
)
def test_whose_an_account_is_follows_from_its_kind(kind, is_owned, is_booked, constraint):
    owner, booking = (organisation() if is_owned else None), (new_booking() if is_booked else None)

    with pytest.raises(IntegrityError) as refused:
        account(kind, owner=owner, booking=booking)
    assert constraint_of(refused.value) == constraint
