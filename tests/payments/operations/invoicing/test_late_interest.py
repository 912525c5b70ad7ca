"""What a late payer pays for being late goes to its provider, whole and once, and not before it is paid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace.money import Money
from payments.enums import AccountKind, BankTaskKind
from payments.models import BankTask, Invoice
from payments.operations.banking.confirming import confirm
from payments.operations.checking import faults
from payments.operations.invoicing.giving_up import give_up
from payments.operations.late_refunds import refund_late
from payments.operations.left_to_provider import left_to_provider
from payments.operations.standing import SETTLED
from tests import factories
from tests.payments.teller import Teller
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db
FIRST, LATER = 5, 3  # days


@pytest.fixture
def late(deal: TermsDeal) -> Invoice:
    """Overdue by some days, and nothing of it paid."""
    deal.grant(10_000_000, term_days=30)
    return deal.grow_old(deal.invoice(), days=FIRST)


def charge(deal: TermsDeal, invoice: Invoice) -> int:
    """Pay all but the interest, and tell how much that is."""
    deal.pay(invoice.open_minor)
    invoice.refresh_from_db()
    assert invoice.interest_minor == round(invoice.total_minor * 500 * FIRST / 1_000_000)
    return invoice.interest_minor


def net(invoice: Invoice) -> int:
    return invoice.total_minor - round(invoice.total_minor * 5 / 100)


def payouts() -> list[int]:
    tasks = BankTask.objects.filter(kind=BankTaskKind.PAYOUT).order_by("pk")
    return list(tasks.values_list("minor", flat=True))


def test_paid_with_the_invoice_one_payout_is_of_both_and_all_of_it_arrives(deal: TermsDeal, late: Invoice):
    interest = round(late.total_minor * 500 * FIRST / 1_000_000)
    deal.pay(late.total_minor + interest)
    assert payouts() == [net(late) + interest]

    deal.after(days=2)
    Teller(factories.operator(), deal.now).send(BankTask.objects.get(), factories.operator())
    deal.advance(late.booking)
    assert (deal.stands(AccountKind.PAYABLE), deal.stands(AccountKind.INTEREST_DUE)) == (0, 0)
    assert deal.stands(AccountKind.BANK) == late.total_minor - net(late)
    assert payouts() == [net(late) + interest]
    assert list(faults(deal.now + SETTLED)) == []


def test_paid_later_it_is_sent_by_itself_once_and_without_commission(deal: TermsDeal, late: Invoice):
    interest = charge(deal, late)
    assert payouts() == [net(late)]

    deal.after(days=LATER)
    deal.pay(interest)
    for _ in range(2):
        deal.advance(late.booking)
    assert payouts() == [net(late), interest]
    assert deal.stands(AccountKind.COMMISSION) == net(late) - late.total_minor
    late.refresh_from_db()
    assert late.paid_at == deal.now
    assert list(faults(deal.now)) == []


def test_each_part_that_comes_of_it_is_sent(deal: TermsDeal, late: Invoice):
    interest = charge(deal, late)
    deal.pay(1)
    deal.pay(interest - 1)

    assert payouts() == [net(late), 1, interest - 1]


def test_until_it_is_paid_it_is_nobodys_to_send(deal: TermsDeal, late: Invoice):
    interest = charge(deal, late)
    BankTask.objects.all().delete()  # as if all had been sent
    assert deal.stands(AccountKind.INTEREST_DUE) == -interest

    assert left_to_provider(late.provider_id, "CNY") == Money(net(late), "CNY")


def test_what_the_provider_gave_up_is_not_sent(deal: TermsDeal, late: Invoice):
    interest = charge(deal, late)
    deal.pay(100)
    give_up(
        invoice=late,
        amount=Money(0, "CNY"),
        interest=Money(interest - 100, "CNY"),
        reason="客户长期合作",
        by=deal.provider,
        now=deal.now,
    )
    deal.advance(late.booking)

    assert payouts() == [net(late), 100]
    assert deal.stands(AccountKind.INTEREST_DUE) == 0
    assert list(faults(deal.now)) == []


def test_it_is_sent_though_all_that_it_was_for_was_given_back_before_it_came(deal: TermsDeal, late: Invoice):
    deal.pay(late.total_minor // 2)
    late.refresh_from_db()
    refund_late(booking=late.booking, amount=late.total, reason="x", by=deal.provider, now=deal.now)
    deal.advance(late.booking)
    assert payouts() == []

    deal.pay(late.interest_minor)
    assert payouts() == [late.interest_minor]


def test_what_the_bank_had_in_time_costs_none_though_an_operator_sees_it_later(deal: TermsDeal):
    deal.grant(10_000_000, term_days=30)
    invoice = deal.grow_old(deal.invoice(), days=0)
    teller = Teller(factories.operator(), deal.now)
    line = teller.receive(invoice.total, invoice.number, day=invoice.due_on)
    deal.after(days=3)  # a weekend, and nobody at the desk
    confirm(line=line, customer=invoice.customer, shares=[], by=teller.by, now=deal.now)

    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.interest_minor) == (0, 0)
    assert invoice.allocations.get().allocated_on == invoice.due_on


def test_what_is_open_for_long_of_an_invoice_paid_in_part_is_no_fault_of_the_books(deal: TermsDeal):
    deal.grant(10_000_000, term_days=30)
    invoice = deal.invoice()
    deal.pay(invoice.total_minor // 2)

    assert list(faults(deal.now + SETTLED + timedelta(days=1))) == []


def test_what_was_earned_and_nobody_is_asked_to_send_is_found(deal: TermsDeal, late: Invoice):
    interest = charge(deal, late)
    deal.pay(interest)
    BankTask.objects.filter(minor=interest).delete()
    deal.after(days=SETTLED.days)
    assert list(faults(deal.now)) == []

    deal.now += timedelta(seconds=1)
    (told,) = faults(deal.now)
    assert f"{late.provider_id}: {interest} CNY earned, and nobody is asked to send it" in told
    assert late.booking.reference in told
    deal.advance(late.booking)
    assert list(faults(deal.now)) == []


def test_a_lost_charge_is_found_in_the_books(deal: TermsDeal, late: Invoice):
    interest = charge(deal, late)
    Invoice.objects.filter(pk=late.pk).update(interest_minor=interest - 1)

    told = f"{interest} CNY of interest to come by the ledger, {interest - 1} by its invoices"
    assert f"organisation {late.provider_id}: {told}" in list(faults(deal.now))


def test_of_a_provider_in_debt_no_more_is_found_than_nobody_sends(deal: TermsDeal):
    """Of the second booking the debt for the first is kept back; of the third nobody is asked."""
    deal.grant(10_000_000, term_days=30)
    first, second, third = deal.invoice(), deal.invoice(), deal.invoice()
    deal.pay(first.total_minor, only=[first])
    deal.after(days=2)
    Teller(factories.operator(), deal.now).send(BankTask.objects.get(), factories.operator())
    refund_late(booking=first.booking, amount=first.total, reason="x", by=deal.provider, now=deal.now)
    deal.advance(first.booking)
    deal.pay(second.total_minor, only=[second])
    deal.pay(third.total_minor, only=[third])
    assert payouts() == [net(first), net(third)]
    BankTask.objects.get(plan=third.plan).delete()

    deal.after(days=SETTLED.days, seconds=1)
    (told,) = faults(deal.now)
    assert f"{third.provider_id}: {net(third)} CNY earned, and nobody is asked to send it" in told
