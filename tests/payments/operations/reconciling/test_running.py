"""Our books against the gateway's: what is found, what is left alone, and what becomes of it."""

import pytest

from payments.enums import DifferenceState, JournalKind
from payments.models import Journal, ReconciliationItem
from tests.payments.operations.reconciling.compared import Compared, forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def compared(settings) -> Compared:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Compared()


def test_a_payment_from_hold_to_payout_differs_in_nothing(compared: Compared):
    compared.go_on()

    run = compared.run()

    assert compared.found == []
    assert (run.read, run.young, run.are_balances_compared, run.violations) == (2, 0, True, [])


def test_a_line_that_our_books_lost_is_found_and_gone_once_it_is_posted(compared: Compared):
    compared.go_on()
    lost = Journal.objects.get(kind=JournalKind.TRANSFER)
    minor = lost.entries.get(account__kind="stripe").minor
    forget(lost)

    compared.run()
    assert compared.found == [("theirs_only", lost.ref, minor)]
    assert ReconciliationItem.objects.open().get().booking == compared.deal.booking

    compared.deal.advance()
    compared.run()
    assert compared.found == []
    assert ReconciliationItem.objects.get(ref=lost.ref).state == DifferenceState.GONE


def test_what_was_just_told_is_left_to_our_jobs(compared: Compared):
    compared.deal.desk.paid()

    run = compared.run()
    assert (run.young, compared.found) == (1, [])

    compared.deal.desk.after(seconds=3601)
    assert compared.run().young == 0
    assert [kind for kind, _ref, _minor in compared.found] == ["theirs_only"]


def test_a_line_lost_long_ago_shows_in_the_balance_and_is_found_from_the_beginning(compared: Compared):
    compared.go_on()
    lost = Journal.objects.get(kind=JournalKind.CAPTURE)
    minor = lost.entries.get(account__kind="stripe").minor
    compared.deal.desk.after(days=3)
    compared.run()
    forget(lost)

    compared.run()
    assert compared.found == [("balance", "CNY", minor)]

    compared.run(since=compared.deal.booking.created_at)
    assert compared.found == [("theirs_only", lost.ref, minor)]
