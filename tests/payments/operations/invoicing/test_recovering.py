"""A customer's money makes good for what the marketplace bore of its invoice."""

import pytest

from capacity.operations.refusals import NotAllowed, StaleStep
from marketplace.accounts.actor import Actor
from marketplace.money import Money
from payments.enums import AccountKind
from payments.models import Invoice, Recovery
from payments.operations.banking.refusals import WrongAmount
from payments.operations.invariants import violations
from payments.operations.invoicing.agreeing import begin_on_terms
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.invoicing.recovering import recover
from payments.operations.invoicing.writing_off import write_off
from payments.operations.late_refunds import refund_late
from tests import factories
from tests.payments.terms import TermsDeal, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Actor:
    return factories.operator()


@pytest.fixture
def borne(deal: TermsDeal, old: Invoice, operator, settings) -> Invoice:
    settings.FOUR_EYES_ABOVE = {"CNY": 100_000}
    write_off(invoice=old, amount=old.outstanding, reason="x", by=operator, now=deal.now)
    deal.advance(old.booking)
    old.refresh_from_db()
    return old


def put(deal: TermsDeal, invoice: Invoice, minor: int, by: Actor, **told) -> Recovery:
    made = recover(invoice=invoice, amount=Money(minor, "CNY"), by=by, now=deal.now, **told)
    deal.advance(invoice.booking)
    invoice.refresh_from_db()
    return made


def test_money_that_came_late_makes_good_and_the_customer_orders_again(
    deal: TermsDeal, borne: Invoice, operator
):
    whole, earned = borne.total_minor, deal.stands(AccountKind.PAYABLE)
    deal.pay(whole)
    assert deal.stands(AccountKind.UNAPPLIED) == -whole

    put(deal, borne, 10_000, operator)
    assert (borne.lost_minor, deal.stands(AccountKind.BAD_DEBT)) == (whole - 10_000, whole - 10_000)
    put(deal, borne, whole - 10_000, operator)

    assert (borne.lost_minor, deal.stands(AccountKind.UNAPPLIED), deal.stands(AccountKind.BAD_DEBT)) == (
        0,
        0,
        0,
    )
    assert deal.stands(AccountKind.PAYABLE) == earned
    assert begin_on_terms(booking=deal.hold(), by=deal.buyer, now=deal.now).is_secured
    assert [*violations(), *broken_invoices()] == []


def test_no_more_than_was_lost_or_than_the_customer_has_here(deal: TermsDeal, borne: Invoice, operator):
    deal.receive(10_000)
    for minor in (0, 10_001):
        with pytest.raises(WrongAmount):
            put(deal, borne, minor, operator)

    deal.receive(10_000_000)
    with pytest.raises(WrongAmount):
        put(deal, borne, borne.total_minor + 1, operator)


def test_operators_do_it_and_nobody_else(deal: TermsDeal, borne: Invoice):
    deal.receive(10_000)

    for other in (deal.provider, deal.buyer):
        with pytest.raises(NotAllowed):
            put(deal, borne, 1, other)


def test_a_second_click_puts_nothing_more(deal: TermsDeal, borne: Invoice, operator):
    deal.receive(10_000)
    seen = borne.lost
    put(deal, borne, 1_000, operator, seen=seen)

    with pytest.raises(StaleStep):
        put(deal, borne, 1_000, operator, seen=seen)


def test_what_was_made_good_and_is_not_owed_after_all_is_the_customers(
    deal: TermsDeal, borne: Invoice, operator
):
    whole = borne.total_minor
    deal.receive(whole)
    put(deal, borne, 10_000, operator)
    told = {"booking": fresh(borne.booking), "reason": "x", "by": deal.provider, "now": deal.now}
    refund_late(amount=borne.total, **told)
    deal.advance(borne.booking)

    borne.refresh_from_db()
    assert (borne.lost_minor, deal.stands(AccountKind.BAD_DEBT)) == (0, 0)
    assert deal.stands(AccountKind.UNAPPLIED) == -whole
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert [*violations(), *broken_invoices()] == []
