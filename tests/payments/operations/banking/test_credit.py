"""What a customer has with us pays one thing, and what came back is told as not sent."""

from __future__ import annotations

import pytest

from capacity.operations import holds
from capacity.operations.refusals import NotAllowed
from marketplace.money import Money, format_money
from payments.enums import PaymentState, Rail
from payments.models import BankTask, Invoice
from payments.operations.banking.refusals import AlreadyDecided, WrongAmount, WrongMatch
from payments.operations.banking.tasks import Recipient, come_back, prepare
from payments.operations.banking.unapplied import (
    free_credit,
    put_to_booking,
    put_to_invoices,
    return_credit,
)
from payments.operations.banking.withdrawing import withdraw
from payments.operations.checking import faults
from payments.operations.late_refunds import refund_late
from payments.shown.earnings import EarningsPage
from payments.shown.panel import PaymentPanel
from tests import factories
from tests.payments.paying import Deal
from tests.payments.teller import ByBank, Teller
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db

YUAN = Money(100, "CNY")


def all_but_a_yuan(by_bank: ByBank) -> Money:
    """Comes by bank; then the customer looks at paying by card, and what came waits for nothing."""
    part = by_bank.total - YUAN
    by_bank.pay(part)
    by_bank.deal.begin(Rail.PREPAY)
    return part


def test_what_was_sent_back_secures_nothing_when_the_customer_pays_by_bank_after_all(by_bank: ByBank):
    part = all_but_a_yuan(by_bank)
    by_bank.send(return_credit(customer=by_bank.customer, amount=part, by=by_bank.by, now=by_bank.deal.now))
    by_bank.begin()
    by_bank.pay(YUAN)

    assert by_bank.deal.state == ("held", PaymentState.CREATED)
    assert (by_bank.in_bank, by_bank.unapplied) == (YUAN.minor, YUAN.minor)
    assert list(faults(by_bank.deal.now)) == []


def test_what_was_put_to_another_booking_secures_that_one_alone(by_bank: ByBank):
    deal = by_bank.deal
    part = all_but_a_yuan(by_bank)
    other = ByBank(Deal(deal.desk, buyer=deal.buyer, days=6), by_bank.by, by_bank.second)
    other.begin()
    put_to_booking(plan=other.deal.plan, amount=part, by=by_bank.by, now=deal.now)
    other.deal.advance()
    by_bank.begin()
    by_bank.pay(YUAN)
    other.pay(YUAN)

    assert (by_bank.deal.plan.state, other.deal.plan.state) == ("created", "captured")
    assert list(faults(deal.now)) == []


def returned_and_sent_again(by_bank: ByBank) -> None:
    (first,) = by_bank.tasks()
    by_bank.send(first)
    line = by_bank.teller.receive(first.amount, f"RETURN {first.reference}")
    come_back(line=line, task=first, by=by_bank.by, now=by_bank.deal.now)
    by_bank.deal.advance()
    by_bank.send(by_bank.tasks()[-1])


def test_a_payout_that_came_back_and_was_sent_again_counts_once(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    deal.accept()
    deal.use()
    deal.desk.after(days=2)
    returned_and_sent_again(by_bank)

    page = EarningsPage(deal.booking.provider, {}, actor=deal.provider, now=deal.now)
    assert page.paid_out == [by_bank.tasks()[-1].amount]


def test_a_refund_that_came_back_and_was_sent_again_is_told_once(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    deal.accept()
    deal.cancel(by=deal.provider)
    returned_and_sent_again(by_bank)

    told = " ".join(PaymentPanel(deal.fresh(), actor=deal.buyer, now=deal.now).sentences)
    assert format_money(by_bank.total) in told
    assert format_money(by_bank.total + by_bank.total) not in told


def test_a_refund_of_what_came_too_late_is_asked_for_again_where_it_came_back(by_bank: ByBank):
    by_bank.pay(by_bank.total - YUAN)
    holds.withdraw(booking=by_bank.deal.fresh(), by=by_bank.deal.buyer, now=by_bank.deal.now)
    by_bank.deal.advance()
    (task,) = by_bank.tasks()
    by_bank.send(task)
    line = by_bank.teller.receive(task.amount, f"RETURN {task.reference}")
    come_back(line=line, task=task, by=by_bank.by, now=by_bank.deal.now)
    by_bank.deal.advance()

    assert [each.state for each in by_bank.tasks()] == ["returned", "due"]


@pytest.fixture
def on_terms(settings) -> TermsDeal:
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant(10_000_000, term_days=30)
    return deal


def given_back(on_terms: TermsDeal, invoice: Invoice, amount: Money | None = None) -> None:
    """A late refund of a paid invoice."""
    refund_late(
        booking=invoice.booking,
        amount=amount or invoice.total,
        reason="Out of tolerance",
        by=on_terms.provider,
        now=on_terms.now,
    )
    on_terms.advance(invoice.booking)


def to_send(invoice: Invoice) -> list[BankTask]:
    return list(BankTask.objects.filter(plan=invoice.plan, kind="refund").order_by("pk"))


def test_what_a_late_refund_of_a_paid_invoice_frees_is_asked_to_be_sent_back_once(on_terms: TermsDeal):
    invoice = on_terms.invoice()
    on_terms.pay(invoice.total_minor)
    given_back(on_terms, invoice, YUAN)
    on_terms.advance(invoice.booking)
    given_back(on_terms, invoice, YUAN + YUAN)

    assert [(task.amount, task.recipient) for task in to_send(invoice)] == [
        (YUAN, invoice.customer),
        (YUAN + YUAN, invoice.customer),
    ]
    assert free_credit(invoice.customer, "CNY").minor == 0
    assert list(faults(on_terms.now)) == []


def test_a_late_refund_of_what_is_not_paid_sends_nothing(on_terms: TermsDeal):
    invoice = on_terms.invoice()
    on_terms.pay(YUAN.minor)
    given_back(on_terms, invoice, YUAN)
    assert to_send(invoice) == []

    given_back(on_terms, invoice, invoice.total - YUAN)
    assert [task.amount for task in to_send(invoice)] == [YUAN]


def test_what_was_freed_and_came_back_from_the_bank_is_asked_to_be_sent_anew(on_terms: TermsDeal):
    invoice = on_terms.invoice()
    on_terms.pay(invoice.total_minor)
    given_back(on_terms, invoice, YUAN)
    (task,) = to_send(invoice)
    teller = Teller(factories.operator(), on_terms.now)
    teller.send(task, factories.operator())
    line = teller.receive(YUAN, f"RETURN {task.reference}")
    come_back(line=line, task=task, by=teller.by, now=on_terms.now)
    on_terms.advance(invoice.booking)

    assert [each.state for each in to_send(invoice)] == ["returned", "due"]


def test_what_was_freed_may_stay_here_and_pay_an_older_invoice_as_of_when_it_was_there(on_terms: TermsDeal):
    first, second = on_terms.invoice(), on_terms.invoice()
    on_terms.pay(second.total_minor, only=[second])
    given_back(on_terms, second)
    on_terms.grow_old(first, days=35)
    customer, operator = first.customer, factories.operator()
    with pytest.raises(WrongAmount):
        put_to_invoices(customer=customer, amount=first.total, by=operator, now=on_terms.now)

    (task,) = to_send(second)
    withdraw(task=task, reason="They pay the older one", by=operator, now=on_terms.now)
    on_terms.advance(second.booking)
    paid = put_to_invoices(customer=customer, amount=first.total, by=operator, now=on_terms.now)
    on_terms.advance(first.booking)
    first.refresh_from_db()
    assert (first.open_minor, first.interest_minor, paid.rest.minor) == (0, 0, 0)
    assert [each.state for each in to_send(second)] == ["withdrawn"]
    assert list(faults(on_terms.now)) == []


def test_nothing_stays_here_that_is_prepared_or_held_for_a_booking_or_without_a_reason(by_bank: ByBank):
    task = by_bank.teller.task_of(by_bank.deal.buyer)
    now, by = by_bank.deal.now, by_bank.by
    with pytest.raises(WrongMatch):
        withdraw(task=task, reason=" ", by=by, now=now)
    with pytest.raises(NotAllowed):
        withdraw(task=task, reason="x", by=by_bank.deal.provider, now=now)
    prepare(task=task, recipient=Recipient("Somebody", "6222 0001", ""), by=by, now=now)
    with pytest.raises(AlreadyDecided):
        withdraw(task=task, reason="x", by=by, now=now)

    by_bank.pay()
    by_bank.deal.accept()
    by_bank.deal.cancel(by=by_bank.deal.provider)
    with pytest.raises(WrongMatch):
        withdraw(task=by_bank.tasks()[-1], reason="x", by=by, now=now)
