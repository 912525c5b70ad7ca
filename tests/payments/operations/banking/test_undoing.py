"""A match to the wrong customer is undone, as long as nobody has relied on the money."""

import pytest
from django.db import transaction

from capacity.enums import BookingState as State
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import BankLineState
from payments.enums import PaymentState as Paid
from payments.models import BankLine, BankPart, Journal
from payments.operations.banking.confirming import confirm
from payments.operations.banking.covering import missing
from payments.operations.banking.refusals import AlreadyDecided, WrongMatch
from payments.operations.banking.tasks import come_back
from payments.operations.banking.unapplied import free_credit, put_to_booking, return_credit
from payments.operations.banking.undoing import undo
from payments.operations.invariants import violations
from tests import factories
from tests.payments.teller import ByBank, Teller
from tests.payments.terms import TermsDeal

YUAN = Money(100, "CNY")

pytestmark = pytest.mark.django_db


def undone(by_bank: ByBank, line: BankLine, reason: str = "another firm’s") -> BankLine:
    return undo(line=line, reason=reason, by=by_bank.by, now=by_bank.deal.now)


def refused(by_bank: ByBank, line: BankLine) -> bool:
    """And nothing of it is changed."""
    before = (Journal.objects.count(), BankPart.objects.count())
    with pytest.raises(WrongMatch):
        undone(by_bank, line)
    line.refresh_from_db()
    return line.state == BankLineState.MATCHED and before == (
        Journal.objects.count(),
        BankPart.objects.count(),
    )


def test_a_part_matched_to_the_wrong_customer_goes_to_the_right_one(by_bank: ByBank):
    line = by_bank.pay(by_bank.total - YUAN)
    right = factories.member(factories.organisation(), Role.BUYER).organisation

    line = undone(by_bank, line)

    assert (line.state, line.decided_by, line.parts.count()) == (BankLineState.OPEN, None, 0)
    assert missing(by_bank.deal.plan) == by_bank.total
    assert (by_bank.in_bank, by_bank.unapplied) == (0, 0)
    (told,) = line.undone_matches.all()
    assert (told.customer, told.reason, told.undone_by) == (
        by_bank.customer,
        "another firm’s",
        by_bank.by.user,
    )

    confirm(line=line, customer=right, shares=[], by=by_bank.by, now=by_bank.deal.now)

    assert free_credit(right, "CNY") == by_bank.total - YUAN
    assert by_bank.in_bank == (by_bank.total - YUAN).minor
    assert list(violations()) == []


def test_it_is_matched_and_undone_as_often_as_somebody_errs(by_bank: ByBank):
    line = by_bank.teller.receive(YUAN)
    for _again in range(3):
        confirm(line=line, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)
        undone(by_bank, line)
    confirm(line=line, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)

    assert by_bank.in_bank == 100
    assert line.undone_matches.count() == 3
    assert list(violations()) == []


def test_what_secured_a_booking_stays_even_if_the_customer_has_as_much_again(by_bank: ByBank):
    line = by_bank.pay()
    again = by_bank.teller.receive(by_bank.total)
    confirm(line=again, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)

    assert refused(by_bank, line)
    assert by_bank.deal.state == (State.REQUESTED, Paid.CAPTURED)
    assert undone(by_bank, again).state == BankLineState.OPEN


def test_what_was_given_to_another_booking_or_goes_back_stays(by_bank: ByBank):
    line = by_bank.teller.receive(by_bank.total)
    confirm(line=line, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)
    with transaction.atomic():
        return_credit(customer=by_bank.customer, amount=YUAN, by=by_bank.by, now=by_bank.deal.now)
        assert refused(by_bank, line)
        transaction.set_rollback(True)
    put_to_booking(plan=by_bank.deal.plan, amount=by_bank.total, by=by_bank.by, now=by_bank.deal.now)

    assert refused(by_bank, line)
    by_bank.deal.advance()
    assert by_bank.deal.state == (State.REQUESTED, Paid.CAPTURED)


def test_what_paid_an_invoice_stays(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant()
    invoice, teller = deal.invoice(), Teller(factories.operator(), deal.now)
    line = teller.receive(invoice.outstanding)
    customer = deal.buyer.organisation
    for each in (line, teller.receive(invoice.outstanding)):
        confirm(line=each, customer=customer, shares=[], by=teller.by, now=deal.now)

    with pytest.raises(WrongMatch):
        undo(line=line, reason="x", by=teller.by, now=deal.now)
    invoice.refresh_from_db()
    assert invoice.outstanding.minor == 0


def test_a_reason_is_asked_for_and_nobody_else_may(by_bank: ByBank):
    line = by_bank.pay(YUAN)

    with pytest.raises(WrongMatch):
        undone(by_bank, line, reason=" ")
    with pytest.raises(NotAllowed):
        undo(line=line, reason="x", by=by_bank.deal.buyer, now=by_bank.deal.now)


def test_what_is_not_matched_to_a_customer_cannot_be_undone(by_bank: ByBank):
    line = by_bank.teller.receive(YUAN)

    with pytest.raises(AlreadyDecided):
        undone(by_bank, line)

    confirm(line=line, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)
    task = by_bank.send(
        return_credit(customer=by_bank.customer, amount=YUAN, by=by_bank.by, now=by_bank.deal.now)
    )
    back = by_bank.teller.receive(YUAN)
    come_back(line=back, task=task, by=by_bank.by, now=by_bank.deal.now)
    for decided in (task.line, back):
        with pytest.raises(AlreadyDecided):
            undone(by_bank, decided)
