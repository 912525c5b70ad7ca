"""Our books against the gateway's: what is found, what is left alone, and what becomes of it."""

from datetime import timedelta

import pytest

from capacity.operations.refusals import NotAllowed
from payments.enums import DifferenceState, JournalKind
from payments.gateway import Sandboxed, Unknown, gateway
from payments.models import Journal, ReconciliationItem, ReconciliationRun
from payments.operations.reconciling.running import AlreadyRunning, ask_for_run, begin_nightly, reconcile
from payments.sandbox.faults import Fault, requests
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


def test_what_was_left_as_it_is_is_not_told_again_unless_it_changes(compared: Compared):
    compared.go_on()
    transfer = Journal.objects.get(kind=JournalKind.TRANSFER)
    forget(transfer)
    compared.run()
    compared.resolve(ReconciliationItem.objects.open().get(), note="Known")

    compared.run()
    assert compared.found == []

    compared.deal.advance()  # posted after all: what was explained explains nothing any more
    compared.run()
    assert compared.found == []
    noted = ReconciliationItem.objects.get(ref=transfer.ref)
    assert (noted.state, noted.note) == (DifferenceState.GONE, "Known")


def test_while_the_gateway_is_away_that_is_kept_and_the_run_begins_anew(compared: Compared):
    compared.go_on()
    run = begin_nightly(now=compared.deal.now)
    desk = compared.deal.desk
    desk.faults = requests(Fault.FAILED)

    with pytest.raises(Unknown):
        reconcile(run.pk, desk.gateway(), clock=lambda: desk.now)
    run.refresh_from_db()
    assert (run.finished_at, run.error) == (None, "api_error: On purpose.")

    done = reconcile(run.pk, desk.gateway(), clock=lambda: desk.now)
    assert (done.read, done.error, done.finished_at) == (2, "", desk.now)
    desk.after(hours=5)
    assert reconcile(run.pk, desk.gateway(), clock=lambda: desk.now).finished_at == done.finished_at


def test_where_money_never_rests_the_balances_are_not_compared(compared: Compared):
    """Two readings that are not of one moment would say nothing."""
    desk = compared.deal.desk

    def somebody_pays(request, given):
        if request.path == "/v1/balance":
            desk.paid()

    busy = gateway(Sandboxed(clock=lambda: desk.now, seen=somebody_pays))
    run = reconcile(begin_nightly(now=desk.now).pk, busy, clock=lambda: desk.now)

    assert (run.are_balances_compared, compared.found) == (False, [])


def test_an_operator_begins_one_at_a_time(compared: Compared):
    now = compared.deal.now
    with pytest.raises(NotAllowed):
        ask_for_run(by=compared.deal.buyer, now=now)
    run = ask_for_run(by=compared.operator, now=now)
    with pytest.raises(AlreadyRunning):
        ask_for_run(by=compared.operator, now=now)

    broken_off = now + timedelta(hours=1)
    assert ask_for_run(by=compared.operator, now=broken_off).pk != run.pk
    assert ReconciliationRun.objects.filter(asked_by=compared.operator.user).count() == 2
