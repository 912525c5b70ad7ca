"""A match to the wrong customer is undone, as long as nobody has relied on the money."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils.translation import override

from capacity.enums import BookingState as State
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from marketplace.money import Money
from payments.enums import AccountKind, BankLineState, BankTaskKind
from payments.enums import PaymentState as Paid
from payments.models import BankLine, BankPart, BankTask, Invoice, Journal
from payments.operations.banking.confirming import confirm
from payments.operations.banking.covering import missing
from payments.operations.banking.refusals import AlreadyDecided, WrongMatch
from payments.operations.banking.tasks import come_back, prepare
from payments.operations.banking.unapplied import free_credit, put_to_booking, return_credit
from payments.operations.banking.undoing import undo
from payments.operations.banking.withdrawing import withdraw
from payments.operations.checking import faults
from payments.operations.invariants import violations
from payments.operations.invoicing.closing import came_of
from payments.operations.invoicing.reckoning import reckon
from payments.operations.late_refunds import refund_late
from tests import factories
from tests.payments.accounts import account_in_use
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


@dataclass
class Wrong:
    """An overdue invoice of Mingchuan’s, paid late by a transfer that was another firm’s."""

    deal: TermsDeal
    invoice: Invoice
    line: BankLine
    teller: Teller

    def undo(self) -> None:
        undo(line=self.line, reason="another firm’s", by=self.teller.by, now=self.deal.now)
        self.deal.advance(self.invoice.booking)
        self.invoice.refresh_from_db()

    def pay(self, amount: Money) -> BankLine:
        line = self.teller.receive(amount, day=self.deal.today)
        self.match(line)
        return line

    def match(self, line: BankLine) -> None:
        customer = self.invoice.customer
        confirm(line=line, customer=customer, shares=[], by=self.teller.by, now=self.deal.now)
        self.deal.advance(self.invoice.booking)
        self.invoice.refresh_from_db()

    @property
    def payouts(self) -> list[tuple[str, int]]:
        tasks = BankTask.objects.filter(kind=BankTaskKind.PAYOUT).order_by("pk")
        return list(tasks.values_list("state", "minor"))


@pytest.fixture
def wrong(settings) -> Wrong:
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant(10_000_000, term_days=30)
    invoice = deal.grow_old(deal.invoice(), days=5)
    teller = Teller(factories.operator(), deal.now)
    line = teller.receive(invoice.total + invoice.total, day=deal.today)
    wrong = Wrong(deal, invoice, line, teller)
    wrong.match(line)
    assert (wrong.invoice.open_minor, wrong.invoice.interest_minor) == (0, 0)
    return wrong


def test_an_invoice_paid_by_mistake_is_open_again_and_nothing_of_it_is_sent(wrong: Wrong):
    assert wrong.payouts
    since = Event.objects.latest("pk").pk
    wrong.undo()

    invoice, deal = wrong.invoice, wrong.deal
    assert (invoice.outstanding, invoice.interest_minor, invoice.paid_at) == (invoice.total, 0, None)
    assert [each.is_running for each in reckon(invoice, deal.today).stretches] == [True]
    assert wrong.payouts == []
    assert [deal.stands(kind) for kind in (AccountKind.PAYABLE, AccountKind.UNAPPLIED)] == [0, 0]
    assert BankLine.objects.get(pk=wrong.line.pk).state == BankLineState.OPEN
    assert list(faults(deal.now)) == []
    told = Event.objects.get(pk__gt=since, name__endswith="InvoiceReopened").data
    assert (told["invoice_id"], told["minor"]) == (
        invoice.pk,
        invoice.total_minor + round(invoice.total_minor * 500 * 5 / 1_000_000),
    )


def test_paid_after_all_it_is_paid_with_the_interest_until_then_and_sent_once(wrong: Wrong):
    wrong.undo()
    wrong.deal.after(days=2)
    wrong.teller.now = wrong.deal.now
    wrong.line = wrong.pay(wrong.invoice.total + wrong.invoice.total)

    invoice = wrong.invoice
    interest = round(invoice.total_minor * 500 * 7 / 1_000_000)
    assert (invoice.open_minor, invoice.interest_minor) == (0, 0)
    assert came_of(invoice).interest.minor == interest
    assert wrong.payouts == [("due", invoice.total_minor - round(invoice.total_minor * 5 / 100) + interest)]
    wrong.undo()
    assert invoice.outstanding == invoice.total
    assert list(faults(wrong.deal.now)) == []


def stays(wrong: Wrong) -> bool:
    before = Journal.objects.count()
    with pytest.raises(WrongMatch):
        wrong.undo()
    wrong.line.refresh_from_db()
    return wrong.line.state == BankLineState.MATCHED and Journal.objects.count() == before


@pytest.mark.parametrize("is_sent", [False, True])
def test_what_an_operator_has_prepared_for_its_provider_stays(wrong: Wrong, is_sent: bool):
    wrong.deal.after(days=3)
    wrong.teller.now = wrong.deal.now
    task = BankTask.objects.get(kind=BankTaskKind.PAYOUT)
    if is_sent:
        wrong.teller.send(task, factories.operator())
    else:
        account_in_use(task.recipient, now=wrong.deal.now)
        prepare(task=task, by=wrong.teller.by, now=wrong.deal.now)

    assert stays(wrong)


@pytest.mark.parametrize("is_kept_here", [False, True])
def test_what_was_given_back_of_it_since_stays(wrong: Wrong, is_kept_here: bool):
    refund_late(
        booking=wrong.invoice.booking, amount=YUAN, reason="x", by=wrong.deal.provider, now=wrong.deal.now
    )
    wrong.deal.advance(wrong.invoice.booking)
    if is_kept_here:
        task = BankTask.objects.get(kind=BankTaskKind.REFUND)
        withdraw(task=task, reason="x", by=wrong.teller.by, now=wrong.deal.now)
    with override("en"), pytest.raises(WrongMatch, match="given back since"):
        wrong.undo()


def paid_by_two(settings, *, shares: int) -> Wrong:
    """The wrong one pays such a share of the principal, the other the rest and the interest."""
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant(10_000_000, term_days=30)
    invoice = deal.grow_old(deal.invoice(), days=5)
    teller = Teller(factories.operator(), deal.now)
    share = Money(invoice.total_minor // shares, "CNY")
    wrong = Wrong(deal, invoice, teller.receive(share, day=deal.today), teller)
    wrong.match(wrong.line)
    wrong.pay(invoice.outstanding + invoice.interest)
    return wrong


def test_of_what_two_transfers_paid_the_wrong_one_alone_is_taken_away(settings):
    wrong = paid_by_two(settings, shares=2)
    wrong.deal.advance(wrong.invoice.booking)
    refund_late(
        booking=wrong.invoice.booking, amount=YUAN, reason="x", by=wrong.deal.provider, now=wrong.deal.now
    )
    wrong.deal.advance(wrong.invoice.booking)
    wrong.undo()

    half = wrong.invoice.total_minor // 2
    assert wrong.invoice.open_minor == half
    assert list(faults(wrong.deal.now)) == []


def test_of_two_transfers_the_interest_that_the_other_paid_is_not_taken_from_under_it(settings):
    wrong = paid_by_two(settings, shares=1)
    assert wrong.invoice.interest_minor == 0

    assert stays(wrong)


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
