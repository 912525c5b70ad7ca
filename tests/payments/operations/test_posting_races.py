"""Real threads post at once: nothing is double, nobody fails, and nobody slips past a line."""

from collections import Counter
from threading import Event

import pytest
from django.db import connection, transaction

from payments.enums import JournalKind
from payments.models import Entry, Journal, LedgerAccount
from payments.operations import drawing_the_line
from payments.operations.balances import balance_of
from payments.operations.closing import close_month
from payments.operations.drawing_the_line import Busy, nobody_posting
from payments.operations.invariants import violations
from payments.operations.posting import Contradiction, NotReversible, PeriodClosed, reverse
from payments.operations.snapshots import take_snapshots
from tests.factories import NOW, operator
from tests.payments.operations.months import BEFORE_MIDNIGHT, FEBRUARY
from tests.payments.posted import Told, new_booking, yuan
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def attempt(write):
    def run():
        try:
            with transaction.atomic():
                return str(write().pk)
        except (Contradiction, NotReversible, PeriodClosed, Busy) as refusal:
            return type(refusal).__name__

    return run


@pytest.mark.parametrize("threads", [2, THREADS])
def test_threads_that_post_the_same_at_once_get_one_journal(threads):
    told = Told(new_booking())
    outcomes = all_at_once([attempt(lambda: told.capture(1000, fee=30, ref="txn_1"))] * threads)

    assert set(outcomes) == {str(Journal.objects.get().pk)}
    assert (Entry.objects.count(), LedgerAccount.objects.count()) == (3, 3)


def test_of_two_amounts_told_at_once_one_is_posted_and_the_other_contradicts():
    told = Told(new_booking())
    amounts = [1000, 999] * (THREADS // 2)
    writes = [attempt(lambda minor=minor: told.capture(minor, ref="txn_1")) for minor in amounts]

    outcomes = Counter(all_at_once(writes))

    assert outcomes == {str(Journal.objects.get().pk): THREADS // 2, "Contradiction": THREADS // 2}


def test_threads_that_post_about_one_booking_lose_nothing():
    told = Told(new_booking())
    refs = [f"txn_{number}" for number in range(THREADS * 4)]
    for start in range(0, len(refs), THREADS):
        some = refs[start : start + THREADS]
        all_at_once([attempt(lambda ref=ref: told.capture(10, fee=1, ref=ref)) for ref in some])

    assert balance_of(told.clearing) == yuan(-10 * len(refs))
    assert list(violations()) == []


def test_a_journal_is_reversed_by_one_of_many():
    told = Told(new_booking())
    with transaction.atomic():
        journal = told.capture(1000)
    writes = [
        attempt(lambda number=number: reverse(journal, f"mistake {number}", NOW)) for number in range(THREADS)
    ]
    outcomes = Counter(all_at_once(writes))

    reversal = Journal.objects.get(kind=JournalKind.REVERSAL)
    assert outcomes == {str(reversal.pk): 1, "NotReversible": THREADS - 1}


class Posting:
    """A transaction that has posted into February and stays open until it is told to end."""

    def __init__(self, told):
        self.told, self.has_posted, self.may_end = told, Event(), Event()

    def run(self):
        with transaction.atomic():
            self.told.capture(1000, ref="txn_1", now=BEFORE_MIDNIGHT)
            self.has_posted.set()
            assert self.may_end.wait(10)
        return "posted"

    def meanwhile(self, act):
        def run():
            assert self.has_posted.wait(10)
            try:
                return act()
            finally:
                self.may_end.set()

        return all_at_once([self.run, run])


def closing(by):
    return attempt(lambda: close_month(month=FEBRUARY, by=by, now=NOW))


def test_a_month_is_not_closed_over_a_posting_under_way():
    told, by = Told(new_booking()), operator()

    assert Posting(told).meanwhile(closing(by)) == ["posted", "Busy"]
    assert closing(by)() != "Busy"
    assert attempt(lambda: told.capture(5, now=BEFORE_MIDNIGHT))() == "PeriodClosed"


def test_a_posting_waits_for_a_closing_and_is_refused_then(monkeypatch):
    monkeypatch.setattr(drawing_the_line, "PATIENCE_MS", 5_000)
    told, by = Told(new_booking()), operator()
    is_closing, done = Event(), Event()

    def close_slowly():
        with transaction.atomic():
            close_month(month=FEBRUARY, by=by, now=NOW)
            is_closing.set()
            done.wait(0.3)
        return "closed"

    def post_meanwhile():
        assert is_closing.wait(10)
        return attempt(lambda: told.capture(5, now=BEFORE_MIDNIGHT))()

    assert all_at_once([close_slowly, post_meanwhile]) == ["closed", "PeriodClosed"]


def test_a_snapshot_is_not_taken_over_a_posting_under_way():
    told = Told(new_booking())
    with transaction.atomic():
        told.capture(7)

    def snapshot():
        try:
            return str(take_snapshots(least=1))
        except Busy:
            return "Busy"

    assert Posting(told).meanwhile(snapshot) == ["posted", "Busy"]
    assert snapshot() == "1"
    assert list(violations()) == []


def test_the_patience_of_one_transaction_is_not_that_of_the_next_statement():
    with nobody_posting(), connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
