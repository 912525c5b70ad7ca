"""Sending by bank: four eyes above a limit and for new accounts, and only the statement proves it."""

import pytest
from django.db import IntegrityError

from capacity.operations.refusals import NotAllowed
from marketplace.money import Money
from payments.enums import BankTaskKind, BankTaskState
from payments.models import BankTask
from payments.operations.banking.refusals import (
    AlreadyDecided,
    NoAccount,
    SecondNeeded,
    WrongAmount,
    WrongMatch,
)
from payments.operations.banking.tasks import Recipient, prepare, prove, release, send_back
from payments.policies.four_eyes import needs_second
from tests.payments.accounts import NUMBER, account_in_use
from tests.payments.teller import ByBank

pytestmark = pytest.mark.django_db

KNOWN = Recipient("苏州明川医疗器械", "62220001", "ICBC")  # where the teller's lines come from
NEW = Recipient("苏州明川医疗器械", "6222 9999", "ICBC")


@pytest.fixture
def task(by_bank: ByBank) -> BankTask:
    return by_bank.teller.task_of(by_bank.deal.buyer)


def prepared(by_bank: ByBank, task: BankTask, recipient: Recipient = NEW) -> BankTask:
    return prepare(task=task, recipient=recipient, by=by_bank.by, now=by_bank.deal.now)


def test_a_small_amount_back_to_where_it_came_from_needs_one(by_bank: ByBank, task: BankTask):
    assert prepared(by_bank, task, KNOWN).state == BankTaskState.RELEASED


def test_an_account_never_seen_needs_two_and_another_one(by_bank: ByBank, task: BankTask):
    assert prepared(by_bank, task).state == BankTaskState.PREPARED
    with pytest.raises(SecondNeeded):
        release(task=task, by=by_bank.by, now=by_bank.deal.now)

    assert release(task=task, by=by_bank.second, now=by_bank.deal.now).state == BankTaskState.RELEASED
    with pytest.raises(AlreadyDecided):
        release(task=task, by=by_bank.second, now=by_bank.deal.now)


def test_above_the_limit_even_a_known_account_needs_two(by_bank: ByBank, task: BankTask, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 99}

    assert prepared(by_bank, task, KNOWN).state == BankTaskState.PREPARED


def test_the_limit_is_of_each_currency_and_none_where_none_is_told(settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 100, "JPY": 100}

    assert not needs_second(Money(100_00, "CNY"))
    assert needs_second(Money(100_01, "CNY"))
    assert not needs_second(Money(100, "JPY"))
    assert needs_second(Money(101, "JPY"))
    assert needs_second(Money(1, "EUR"))


def test_the_database_keeps_to_four_eyes_whoever_writes(by_bank: ByBank, task: BankTask):
    prepared(by_bank, task)
    rows = BankTask.objects.filter(pk=task.pk)

    with pytest.raises(IntegrityError, match="bank_task_by_four_eyes"):
        rows.update(state="released", released_by=by_bank.by.user, released_at=by_bank.deal.now)


def test_what_is_not_released_is_not_proven(by_bank: ByBank, task: BankTask):
    prepared(by_bank, task)
    line = by_bank.teller.receive(-task.amount, task.reference)

    with pytest.raises(AlreadyDecided):
        prove(line=line, tasks=[task], by=by_bank.by, now=by_bank.deal.now)
    assert by_bank.in_bank == task.minor


@pytest.mark.parametrize("off", [-1, 1])
def test_another_amount_than_was_to_be_sent_is_refused(by_bank: ByBank, task: BankTask, off: int):
    prepared(by_bank, task, KNOWN)
    line = by_bank.teller.receive(-Money(task.minor + off, "CNY"), task.reference)

    with pytest.raises(WrongAmount):
        prove(line=line, tasks=[task], by=by_bank.by, now=by_bank.deal.now)
    task.refresh_from_db()
    assert task.state == BankTaskState.RELEASED


def test_one_transfer_may_have_sent_several(by_bank: ByBank, task: BankTask):
    other = by_bank.teller.task_of(by_bank.deal.buyer)
    for each in (task, other):
        prepared(by_bank, each, KNOWN)
    line = by_bank.teller.receive(-(task.amount + other.amount), "two at once")

    prove(line=line, tasks=[other, task], by=by_bank.by, now=by_bank.deal.now)

    assert {each.state for each in by_bank.tasks()} == {BankTaskState.PAID}
    assert by_bank.in_bank == 0


def test_sent_back_it_is_prepared_anew_with_the_reason(by_bank: ByBank, task: BankTask):
    prepared(by_bank, task)
    with pytest.raises(WrongMatch):
        send_back(task=task, reason=" ", by=by_bank.second)

    done = send_back(task=task, reason="Wrong branch", by=by_bank.second)

    assert (done.state, done.note, done.prepared_by) == (BankTaskState.DUE, "Wrong branch", None)
    assert prepared(by_bank, task).state == BankTaskState.PREPARED


def test_nobody_but_operators_sends_anything(by_bank: ByBank, task: BankTask):
    for act in (
        lambda: prepare(task=task, recipient=KNOWN, by=by_bank.deal.buyer, now=by_bank.deal.now),
        lambda: release(task=task, by=by_bank.deal.provider, now=by_bank.deal.now),
        lambda: send_back(task=task, reason="x", by=by_bank.deal.buyer),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_payout_goes_to_the_account_that_its_firm_has_confirmed_and_nowhere_else(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    deal.accept()
    deal.use()
    deal.desk.after(days=2)
    (task,) = by_bank.tasks(BankTaskKind.PAYOUT)
    with pytest.raises(NoAccount):
        prepared(by_bank, task)
    account = account_in_use(deal.booking.provider, now=deal.now)

    done = prepared(by_bank, task)
    account_in_use(deal.booking.provider, now=deal.now, number="6222999999999999")

    assert (done.holder, done.account) == (account.holder, NUMBER)
    done.refresh_from_db()
    assert (done.account, done.bank) == (NUMBER, f"{account.bank} {account.code}")
