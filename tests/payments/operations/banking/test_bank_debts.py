"""What a provider has to give back of what was sent by bank: kept from what it earns next, once."""

from datetime import timedelta

import pytest

from capacity.models import Booking
from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import AccountKind, BankTaskKind, BankTaskState, Rail
from payments.ledger import AccountKey
from payments.models import BankTask
from payments.operations.banking.refusals import AlreadyDecided, KeptBack
from payments.operations.banking.tasks import prepare, release, send_back
from payments.operations.late_refunds import refund_late
from payments.operations.standing import what_is_earned_is_sent
from payments.operations.statements import statement_of
from tests.payments.paying import Deal
from tests.payments.teller import ByBank, sound

pytestmark = pytest.mark.django_db


def used(by_bank: ByBank, *, again: int = 0) -> ByBank:
    """Paid by bank and used, and what is earned may be sent; or another booking of the same machine."""
    if again:
        offer = by_bank.deal.booking.offer
        by_bank = ByBank(Deal(by_bank.deal.desk, offer=offer, days=again), by_bank.by, by_bank.second)
        by_bank.begin()
    by_bank.pay()
    by_bank.deal.accept()
    by_bank.deal.use()
    by_bank.deal.desk.after(days=2)
    return by_bank


def give_back(by_bank: ByBank, amount: Money) -> None:
    booking = Booking.objects.get(pk=by_bank.deal.booking.pk)
    refund_late(booking=booking, amount=amount, reason="x", by=by_bank.by, now=by_bank.deal.now)
    by_bank.deal.advance()


FORTY = Money(40_00, "CNY")
OF_FORTY = 38_00  # the provider's share: the commission on it is given back too


def test_what_a_provider_owes_is_kept_from_its_next_payout_and_told_on_its_statement(by_bank: ByBank):
    deal = used(by_bank).deal
    by_bank.send(by_bank.tasks(BankTaskKind.PAYOUT)[0])
    give_back(by_bank, FORTY)
    assert deal.stands(AccountKind.PAYABLE) == OF_FORTY

    after = used(by_bank, again=30)
    task = by_bank.tasks(BankTaskKind.PAYOUT)[-1]
    earned = after.total.minor - round(after.total.minor * 5 / 100)
    assert task.minor == earned - OF_FORTY
    after.send(task)

    assert deal.stands(AccountKind.PAYABLE) == 0
    assert sound()
    account = AccountKey(AccountKind.PAYABLE, "CNY", deal.booking.provider_id)
    whole = Period(deal.now - timedelta(days=90), deal.now + timedelta(days=1))
    statement = statement_of(account, whole)
    assert [line.amount.minor for line in statement.lines][-3:] == [OF_FORTY, -earned, earned - OF_FORTY]
    assert statement.closing.minor == 0


def test_what_is_given_back_before_the_payout_is_prepared_makes_it_less_and_then_nothing(by_bank: ByBank):
    (task,) = used(by_bank).tasks(BankTaskKind.PAYOUT)
    give_back(by_bank, FORTY)
    (less,) = by_bank.tasks(BankTaskKind.PAYOUT)
    assert less.minor == task.minor - OF_FORTY

    give_back(by_bank, by_bank.total - FORTY)

    assert by_bank.tasks(BankTaskKind.PAYOUT) == []
    with pytest.raises(AlreadyDecided):
        by_bank.send(task)
    assert sound()


def test_what_is_owed_by_the_time_it_is_prepared_or_released_is_kept_back(by_bank: ByBank, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    (first,) = used(by_bank).tasks(BankTaskKind.PAYOUT)
    by_bank.send(first)
    after = used(by_bank, again=30)
    task, now = by_bank.tasks(BankTaskKind.PAYOUT)[-1], after.deal.now
    give_back(by_bank, FORTY)
    prepared = prepare(task=task, by=by_bank.by, now=now)
    assert (prepared.minor, prepared.state) == (task.minor - OF_FORTY, BankTaskState.PREPARED)

    give_back(by_bank, FORTY)
    with pytest.raises(KeptBack):
        release(task=prepared, by=by_bank.second, now=now)
    send_back(task=prepared, reason="owes more", by=by_bank.second)
    after.send(BankTask.objects.get(pk=task.pk))

    assert after.deal.stands(AccountKind.PAYABLE) == 0
    assert sound()


@pytest.mark.parametrize("rail", [Rail.MANUAL, Rail.PREPAY])
def test_what_is_on_its_way_by_either_rail_is_not_counted_as_left(by_bank: ByBank, rail: Rail):
    """A debt that came after that is kept back from what is earned next."""
    by_bank.send(used(by_bank).tasks(BankTaskKind.PAYOUT)[0])
    if rail == Rail.MANUAL:
        used(by_bank, again=30)
    else:
        by_card = Deal(by_bank.deal.desk, offer=by_bank.deal.booking.offer, days=30)
        by_card.open_account()
        by_card.pay(Rail.PREPAY)
        by_card.accept()
        by_card.use()
        by_card.desk.after(seconds=5)
        by_card.advance()
        assert ("transfer", "pending") in by_card.asked()
    give_back(by_bank, FORTY)

    after = used(by_bank, again=40)

    earned = after.total.minor - round(after.total.minor * 5 / 100)
    assert by_bank.tasks(BankTaskKind.PAYOUT)[-1].minor == earned - OF_FORTY
    assert sound()


@pytest.mark.parametrize("waits", ["kept back", "by the gateway"])
def test_neither_what_its_debts_take_nor_what_waits_for_an_account_is_forgotten(by_bank: ByBank, waits):
    by_bank.send(used(by_bank).tasks(BankTaskKind.PAYOUT)[0])
    give_back(by_bank, FORTY)
    after = used(by_bank, again=30)
    after.send(by_bank.tasks(BankTaskKind.PAYOUT)[-1])
    if waits == "by the gateway":
        by_card = Deal(by_bank.deal.desk, offer=by_bank.deal.booking.offer, days=40)
        by_card.pay(Rail.PREPAY)
        by_card.accept()
        by_card.use()
        by_card.settle_books()
        assert by_card.stands(AccountKind.PAYABLE) < 0

    assert list(what_is_earned_is_sent(by_bank.deal.now + timedelta(days=30))) == []
