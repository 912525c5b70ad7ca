"""Each thing that happened is posted once, and undone by its opposite alone."""

from datetime import timedelta

import pytest
from django.db.transaction import TransactionManagementError

from payments.enums import AccountKind, JournalKind
from payments.ledger import AccountKey, Posting, Unbalanced
from payments.ledger.postings import paid_out
from payments.models import Entry, Journal, LedgerAccount
from payments.operations.balances import balance_of
from payments.operations.posting import Contradiction, NothingToPost, NotReversible, post, reverse
from tests.factories import NOW
from tests.payments.posted import NOTHING, Told, new_booking, yuan

LATER = NOW + timedelta(hours=1)


def test_what_is_posted_is_there_entry_by_entry(told):
    journal = told.capture(1000, fee=30, ref="txn_1")

    assert str(journal) == "capture txn_1"
    assert [str(posting) for posting in journal.postings] == [
        f"clearing:b{told.booking.pk} CNY -1000",
        "fees CNY +30",
        "stripe CNY +970",
    ]
    assert {entry.posted_at for entry in journal.entries.all()} == {journal.posted_at} == {NOW}


def test_the_same_told_again_gives_the_first_journal(told):
    first = told.capture(1000, fee=30, ref="txn_1")
    again = told.capture(1000, fee=30, ref="txn_1", now=LATER)

    assert (again, again.posted_at) == (first, NOW)
    assert (Journal.objects.count(), Entry.objects.count()) == (1, 3)


def test_the_same_with_another_amount_is_a_contradiction(told):
    journal = told.capture(1000, ref="txn_1")

    with pytest.raises(Contradiction, match=r"-1000.*told now as.*-999") as contradiction:
        told.capture(999, ref="txn_1")
    assert contradiction.value.journal == journal


def test_the_same_about_another_booking_is_a_contradiction(told):
    out = paid_out(amount=yuan(5))
    post(JournalKind.PAYOUT, "txn_1", out, booking=told.booking, now=NOW)

    with pytest.raises(Contradiction):
        post(JournalKind.PAYOUT, "txn_1", out, now=NOW)


def test_one_reference_may_be_of_several_kinds(told):
    told.capture(1000, ref="txn_1")
    told.refund(1000, ref="txn_1")

    assert balance_of(told.clearing) == NOTHING


def test_accounts_are_opened_once(told):
    told.capture(1000)
    told.capture(500)

    assert LedgerAccount.objects.count() == 2
    assert balance_of(told.clearing) == yuan(-1500)


def test_nothing_and_what_does_not_balance_are_not_posted(told):
    with pytest.raises(NothingToPost):
        told.capture(0)
    with pytest.raises(Unbalanced):
        told.post(JournalKind.CAPTURE, (Posting(AccountKey(AccountKind.BANK, "CNY"), 5),))
    assert not Journal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_belongs_into_the_transaction_of_the_caller():
    with pytest.raises(TransactionManagementError):
        post(JournalKind.PAYOUT, "txn_1", paid_out(amount=yuan(5)), now=NOW)
    assert not Journal.objects.exists()


def test_a_reversal_leaves_both_and_nothing_on_the_accounts(told):
    journal = told.capture(1000, fee=30)
    reversal = reverse(journal, "mistake 1", LATER)

    assert (reversal.reverses, reversal.booking, reversal.posted_at) == (journal, told.booking, LATER)
    assert [posting.minor for posting in reversal.postings] == [1000, -30, -970]
    assert balance_of(told.clearing) == NOTHING


def test_a_reversal_told_again_is_the_first(told):
    journal = told.capture(1000)

    assert reverse(journal, "mistake 1", NOW) == reverse(journal, "mistake 1", LATER)


def test_a_journal_is_reversed_once_and_a_reversal_never(told):
    journal = told.capture(1000)
    reversal = reverse(journal, "mistake 1", NOW)

    with pytest.raises(NotReversible, match="already by reversal mistake 1"):
        reverse(journal, "mistake 2", NOW)
    with pytest.raises(NotReversible, match="post again"):
        reverse(reversal, "mistake 3", NOW)


def test_posting_costs_a_fixed_number_of_queries(told, django_assert_num_queries):
    told.capture(1000, ref="txn_1")
    # Is it there, savepoint, journal, release, accounts, entries; and told again: journal, entries.
    with django_assert_num_queries(6):
        told.capture(500, ref="txn_2")
    with django_assert_num_queries(2):
        told.capture(500, ref="txn_2")


def test_two_bookings_are_apart(told):
    other = Told(new_booking())
    told.capture(1000)
    other.capture(7)

    assert (balance_of(told.clearing), balance_of(other.clearing)) == (yuan(-1000), yuan(-7))
