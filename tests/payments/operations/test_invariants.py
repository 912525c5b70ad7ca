"""Every falsehood that the check promises to find is put in and named; a sound ledger passes."""

from contextlib import contextmanager
from datetime import UTC, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from marketplace.money import Money
from payments.enums import AccountKind, JournalKind
from payments.ledger import negated, postings
from payments.models import BalanceSnapshot, Entry, Journal
from payments.operations.invariants import violations
from payments.operations.posting import post, reverse
from payments.operations.snapshots import take_snapshots
from tests.factories import NOW
from tests.payments.posted import NOTHING, Told, yuan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _undone(db):
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def behind_the_triggers_back():
    """As somebody with every right over the database would write."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def whole_story(told: Told) -> None:
    """Captured, partly settled, paid out, and the rest given back."""
    told.capture(1000, fee=30)
    told.settle(900, commission=90)
    told.transfer(810)
    told.refund(100)


def customer(told: Told) -> dict[str, int]:
    return {"customer_id": told.booking.customer_id}


def received(told: Told, minor: int) -> None:
    rows = postings.bank_money_received(**customer(told), amount=yuan(minor))
    post(JournalKind.BANK_RECEIPT, f"line {minor}", rows, now=NOW)


def test_a_sound_ledger_has_nothing_to_tell(told):
    whole_story(told)
    reverse(told.capture(50), "mistake", NOW)
    take_snapshots(least=1)

    assert list(violations()) == []


def test_a_settlement_taken_back_after_the_transfer_is_sound(told):
    """The provider could not return it: it is owed, and kept from the next transfer."""
    whole_story(told)
    rows = postings.unsettled(
        booking_id=told.booking.pk,
        provider_id=told.booking.provider_id,
        amount=yuan(900),
        commission=yuan(90),
    )
    told.post(JournalKind.UNSETTLEMENT, rows)
    told.refund(900)

    assert list(violations()) == []


def test_a_changed_amount_is_named(told):
    journal = told.capture(1000)
    with behind_the_triggers_back():
        Entry.objects.filter(journal=journal, minor=1000).update(minor=999)

    assert list(violations()) == [f"journal {journal.pk} (capture {journal.ref}): sums to -1 CNY"]


def test_a_removed_entry_is_named(told):
    journal = told.capture(1000)
    with behind_the_triggers_back():
        Entry.objects.filter(journal=journal).delete()

    assert list(violations()) == [f"journal {journal.pk} (capture {journal.ref}): has 0 entries, and says 2"]


def spent_twice(told):
    told.capture(1000)
    told.settle(700)
    told.refund(400)
    return (
        f"clearing of booking {told.booking.pk}): +100 CNY, more was settled and refunded than was captured"
    )


def allocated_twice(told):
    received(told, 50)
    rows = postings.allocated_to_booking(**customer(told), booking_id=told.booking.pk, amount=yuan(60))
    told.post(JournalKind.ALLOCATION, rows)
    return (
        f"unapplied of organisation {told.booking.customer_id}): +10 CNY, "
        "more was put to invoices and bookings than came in"
    )


def paid_more_than_invoiced(told):
    received(told, 50)
    rows = postings.allocated_to_invoices(**customer(told), amount=yuan(50))
    told.post(JournalKind.ALLOCATION, rows)
    return f"receivable of organisation {told.booking.customer_id}): -50 CNY, more was paid than was invoiced"


def repaid_more_than_came_back(told):
    rows = postings.refund_credited(**customer(told), amount=yuan(5))
    told.post(JournalKind.REFUND_REPAYMENT, rows)
    return (
        f"refund_owed of organisation {told.booking.customer_id}): +5 CNY, more was repaid than had come back"
    )


def won_what_was_not_disputed(told):
    rows = postings.dispute_won(booking_id=told.booking.pk, amount=yuan(5), fee=NOTHING)
    told.post(JournalKind.DISPUTE_WIN, rows)
    return f"dispute_open of booking {told.booking.pk}): -5 CNY, more was won and lost than was disputed"


@pytest.mark.parametrize(
    "happen",
    [
        spent_twice,
        allocated_twice,
        paid_more_than_invoiced,
        repaid_more_than_came_back,
        won_what_was_not_disputed,
    ],
)
def test_an_account_on_the_wrong_side_is_named_with_its_meaning(told, happen):
    ending = happen(told)

    (line,) = violations()
    assert line.startswith("account ")
    assert line.endswith("(" + ending)


def test_a_refund_of_more_than_was_captured_is_named(told):
    told.capture(1000)
    told.refund(1000)
    rows = postings.captured(booking_id=told.booking.pk, amount=yuan(5), fee=NOTHING)
    told.post(JournalKind.REFUND, negated(rows))

    assert f"booking {told.booking.pk}: 1005 CNY refunded of 1000 captured" in list(violations())


@pytest.mark.parametrize(("minor", "transferred"), [(1, 811), (-811, -1)])
def test_a_transfer_of_more_than_was_earned_and_a_return_of_more_than_was_transferred_are_named(
    told, minor, transferred
):
    whole_story(told)
    rows = postings.transferred(provider_id=told.booking.provider_id, amount=yuan(abs(minor)))
    if minor > 0:
        told.post(JournalKind.TRANSFER, rows)
    else:
        told.post(JournalKind.TRANSFER_REVERSAL, negated(rows))

    assert list(violations()) == [f"booking {told.booking.pk}: {transferred} CNY transferred of 810 earned"]


def test_a_reversed_transfer_counts_as_none(told):
    told.capture(1000)
    told.settle(900)
    journal = told.transfer(900)
    reverse(journal, "mistake", NOW)
    told.transfer(900)

    assert list(violations()) == []


def test_each_currency_is_judged_by_itself(told):
    told.capture(1000)
    euros = Money(5, "EUR")
    told.post(JournalKind.REFUND, postings.refunded(booking_id=told.booking.pk, amount=euros))

    assert f"booking {told.booking.pk}: 5 EUR refunded of 0 captured" in list(violations())


def test_what_moves_stripes_balance_without_a_transaction_of_stripes_is_named(told):
    journal = told.capture(1000, ref="a guess")

    assert list(violations()) == [
        f"journal {journal.pk} (capture a guess): moves Stripe's balance by no transaction of Stripe's"
    ]


def test_a_reversal_that_does_not_undo_its_journal_is_named(told):
    journal = told.capture(1000)
    half = negated(postings.captured(booking_id=told.booking.pk, amount=yuan(400), fee=NOTHING))
    reversal = post(JournalKind.REVERSAL, "half", half, booking=told.booking, now=NOW, reverses=journal)

    lines = [line.partition(" on account ")[0] for line in violations()]
    assert sorted(lines) == [
        f"journal {reversal.pk} (reversal half): leaves +600",
        f"journal {reversal.pk} (reversal half): leaves -600",
    ]


@pytest.mark.parametrize("lie", [{"minor": 41}, {"latest_posted_at": NOW + timedelta(days=1)}])
def test_a_snapshot_that_tells_otherwise_than_its_entries_is_named(told, lie):
    told.capture(42)
    take_snapshots(least=1)
    BalanceSnapshot.objects.update(**lie)

    (line,) = violations()
    moments = [f"{moment.astimezone(UTC)}" for moment in (lie.get("latest_posted_at", NOW), NOW)]
    assert line.endswith(
        f": tells {lie.get('minor', 42)} until {moments[0]}, its entries sum to 42 until {moments[1]}"
    )


def test_the_command_tells_and_exits(told, capsys):
    whole_story(told)
    call_command("check_ledger")
    assert capsys.readouterr().out == "Journals, balances and snapshots hold.\n"

    journal = Journal.objects.get(kind=JournalKind.CAPTURE)
    with behind_the_triggers_back():
        Journal.objects.filter(pk=journal.pk).update(entry_count=7)
    with pytest.raises(SystemExit):
        call_command("check_ledger")
    assert (
        capsys.readouterr().err
        == f"journal {journal.pk} (capture {journal.ref}): has 3 entries, and says 7\n"
    )


def test_stripe_may_stand_on_either_side(told):
    """Its balance may be below nothing, as may what a provider is owed."""
    told.capture(1000)
    told.settle(1000)
    told.transfer(1000)
    told.post(
        JournalKind.DISPUTE_OPENING,
        postings.dispute_opened(booking_id=told.booking.pk, amount=yuan(1000), fee=yuan(15)),
    )
    told.post(
        JournalKind.UNSETTLEMENT,
        postings.unsettled(
            booking_id=told.booking.pk,
            provider_id=told.booking.provider_id,
            amount=yuan(1000),
            commission=yuan(0),
        ),
    )
    told.post(JournalKind.DISPUTE_LOSS, postings.dispute_lost(booking_id=told.booking.pk, amount=yuan(1000)))

    assert list(violations()) == []
    assert {entry.account.kind for entry in Entry.objects.select_related("account")} >= {
        AccountKind.STRIPE,
        AccountKind.PAYABLE,
    }
