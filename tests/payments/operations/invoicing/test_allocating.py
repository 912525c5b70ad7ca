"""Money is put to what is owed: the oldest first, late money with its interest."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.money import Money
from payments.enums import AccountKind, AllocatedTo
from payments.models import Invoice
from payments.operations.invariants import violations
from payments.operations.invoicing.allocating import NotThere, pay_invoices
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.invoicing.reckoning import reckon
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(deal: TermsDeal) -> tuple[Invoice, Invoice]:
    deal.grant(10_000_000, term_days=30)
    first, second = deal.confirm(), deal.confirm()
    deal.use(first)
    deal.use(second)
    return first.invoices.get(), second.invoices.get()


def open_of(*invoices: Invoice) -> list[int]:
    for invoice in invoices:
        invoice.refresh_from_db()
    return [invoice.open_minor for invoice in invoices]


def test_one_transfer_pays_several_invoices_the_oldest_due_first(deal: TermsDeal, two):
    whole = two[0].total_minor
    paid = deal.pay(whole + 10_000, ref="line 7")

    assert open_of(*two) == [0, two[1].total_minor - 10_000]
    assert [each.ref for each in paid.allocations] == ["line 7", "line 7"]
    assert paid.rest == Money(0, "CNY")


def test_the_payer_may_say_which_invoice_is_meant(deal: TermsDeal, two):
    deal.pay(two[1].total_minor, only=[two[1]])

    assert open_of(*two) == [two[0].total_minor, 0]


def test_what_is_left_over_stays_the_customers(deal: TermsDeal, two):
    owed = two[0].total_minor + two[1].total_minor
    paid = deal.pay(owed + 5_000)

    assert paid.rest == Money(5_000, "CNY")
    assert deal.stands(AccountKind.UNAPPLIED) == -5_000
    assert [*violations(), *broken_invoices()] == []


def test_no_more_is_put_to_invoices_than_came(deal: TermsDeal, two):
    deal.receive(10_000)

    with pytest.raises(NotThere):
        pay_invoices(deal.buyer.organisation, Money(10_001, "CNY"), deal.now)
    assert open_of(*two) == [each.total_minor for each in two]


def test_paid_on_the_due_date_it_costs_nothing_and_a_day_later_it_does(deal: TermsDeal, two):
    first, second = two
    deal.after(days=(first.due_on - deal.today).days)
    deal.pay(first.total_minor)
    assert first.interest_minor == 0

    deal.after(days=(second.due_on - deal.today).days + 1)
    deal.pay(second.total_minor)
    second.refresh_from_db()
    assert second.interest_minor == round(second.total_minor * 500 / 1_000_000)
    assert (second.open_minor, second.paid_at) == (0, None)
    assert deal.stands(AccountKind.RECEIVABLE) == second.interest_minor


def test_interest_is_paid_last_and_is_the_providers_whole(deal: TermsDeal, two):
    first, second = two
    deal.after(days=60)
    owed = first.total_minor + second.total_minor
    deal.pay(owed)
    charged = sum(Invoice.objects.values_list("interest_minor", flat=True))
    assert charged > 0
    earned = round(owed * 5 / 100) - owed
    assert (deal.stands(AccountKind.PAYABLE), deal.stands(AccountKind.INTEREST_DUE)) == (earned, -charged)

    paid = deal.pay(charged)
    assert {each.to for each in paid.allocations} == {AllocatedTo.INTEREST}
    assert not Invoice.objects.unpaid().exists()
    assert (deal.stands(AccountKind.PAYABLE), deal.stands(AccountKind.INTEREST_DUE)) == (earned - charged, 0)
    assert [*violations(), *broken_invoices()] == []


def test_the_reckoning_tells_each_late_part_and_what_is_running(deal: TermsDeal, two):
    invoice = two[0]
    deal.after(days=(invoice.due_on - deal.today).days + 10)
    deal.pay(100_00, only=[invoice])
    deal.after(days=5)
    invoice.refresh_from_db()
    told = reckon(invoice, deal.today)

    paid, running = told.stretches
    assert (paid.base.minor, paid.days, paid.interest.minor) == (100_00, 10, 50)
    assert (running.base, running.days, running.is_running) == (invoice.outstanding, 15, True)
    assert running.first == invoice.due_on + timedelta(days=1)
    assert told.charged == invoice.interest
    assert told.whole == paid.interest + running.interest


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 90_000), st.integers(0, 40)), min_size=1, max_size=4))
def test_in_whatever_parts_and_however_late_the_books_and_the_invoices_agree(deal, two, parts):
    for minor, days in parts:
        deal.after(days=days)
        deal.pay(minor)

    assert [*violations(), *broken_invoices()] == []
    owed = sum(invoice.open_minor + invoice.interest_minor for invoice in Invoice.objects.all())
    assert deal.stands(AccountKind.RECEIVABLE) == owed
