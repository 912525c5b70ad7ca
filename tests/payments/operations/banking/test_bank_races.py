"""Two operators at once: a line is decided by one, and what a customer has here is given away once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from capacity.operations import holds
from capacity.operations.refusals import Refused
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import BankLineState, BankTaskState
from payments.models import BankPart, BankTask, Journal
from payments.operations.banking.confirming import Share, confirm
from payments.operations.banking.tasks import prepare
from payments.operations.banking.unapplied import free_credit, put_to_booking, return_credit
from payments.operations.banking.undoing import undo
from payments.operations.checking import faults
from tests import factories
from tests.payments.accounts import account_in_use
from tests.payments.paying import Deal
from tests.payments.teller import ByBank, Teller
from tests.payments.terms import TermsDeal
from tests.racing import until_it_waits

YUAN = Money(100, "CNY")
AT_ONCE = 6

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[], object]) -> int:
    """How many of several who do it at once are not refused."""
    start = Barrier(AT_ONCE)

    def attempt(_number: int) -> bool:
        try:
            start.wait()
            act()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(attempt, range(AT_ONCE)))


def test_of_several_who_decide_a_line_one_does_and_none_gives_away_more_than_there_is():
    customer = factories.member(factories.organisation(), Role.BUYER).organisation
    teller = Teller(factories.operator(), timezone.now())
    line = teller.receive(YUAN)

    confirmed = at_once(
        lambda: confirm(line=line, customer=customer, shares=[], by=teller.by, now=teller.now)
    )
    assert (confirmed, Journal.objects.count(), line.parts.count()) == (1, 1, 1)
    assert free_credit(customer, "CNY") == YUAN

    returned = at_once(lambda: return_credit(customer=customer, amount=YUAN, by=teller.by, now=teller.now))
    assert (returned, BankTask.objects.count()) == (1, 1)


def test_money_whose_match_is_undone_is_not_given_away_at_the_same_moment():
    customer = factories.member(factories.organisation(), Role.BUYER).organisation
    teller = Teller(factories.operator(), timezone.now())
    line = teller.receive(YUAN)
    confirm(line=line, customer=customer, shares=[], by=teller.by, now=teller.now)
    acts = cycle(
        [
            lambda: undo(line=line, reason="x", by=teller.by, now=teller.now),
            lambda: return_credit(customer=customer, amount=YUAN, by=teller.by, now=teller.now),
        ]
    )

    def one_or_the_other() -> object:
        return next(acts)()

    assert at_once(one_or_the_other) == 1

    line.refresh_from_db()
    asked, is_matched = BankTask.objects.count(), line.state == BankLineState.MATCHED
    assert (asked, is_matched) in {(1, True), (0, False)}
    assert free_credit(customer, "CNY").minor == 0


def test_what_came_too_late_is_put_to_another_booking_or_sent_back_and_not_both(by_bank: ByBank):
    deal = by_bank.deal
    other = ByBank(Deal(deal.desk, buyer=deal.buyer, days=6), by_bank.by, by_bank.second)
    other.begin()
    holds.withdraw(booking=deal.fresh(), by=deal.buyer, now=deal.now)
    line, shares = by_bank.teller.receive(by_bank.total), [Share(deal.plan, by_bank.total)]
    confirm(line=line, customer=by_bank.customer, shares=shares, by=by_bank.by, now=deal.now)

    def sent_back() -> None:
        try:
            deal.advance()
        finally:
            connection.close()

    sending = Thread(target=sent_back)
    with transaction.atomic():
        put_to_booking(plan=other.deal.plan, amount=by_bank.total, by=by_bank.by, now=deal.now)
        sending.start()
        until_it_waits(sending)
    sending.join()
    other.deal.advance()

    assert free_credit(by_bank.customer, "CNY").minor == 0
    assert BankPart.objects.filter(applied_at__isnull=False).count() == 1
    assert not BankTask.objects.exists()


def test_what_paid_an_invoice_by_mistake_is_taken_away_or_sent_on_and_not_both(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant()
    invoice, teller = deal.invoice(), Teller(factories.operator(), deal.now)
    line = teller.receive(invoice.total, invoice.number)
    confirm(line=line, customer=invoice.customer, shares=[], by=teller.by, now=deal.now)
    deal.advance(invoice.booking)
    deal.after(days=3)
    task, now = BankTask.objects.get(), deal.now
    account_in_use(task.recipient, now=now)
    acts = cycle(
        [
            lambda: undo(line=line, reason="x", by=teller.by, now=now),
            lambda: prepare(task=task, by=teller.by, now=now),
        ]
    )

    def one_or_the_other() -> object:
        return next(acts)()

    assert at_once(one_or_the_other) == 1

    line.refresh_from_db()
    prepared = BankTask.objects.filter(state=BankTaskState.PREPARED).count()
    assert (prepared, line.state) in {(1, BankLineState.MATCHED), (0, BankLineState.OPEN)}
    assert list(faults(now)) == []
