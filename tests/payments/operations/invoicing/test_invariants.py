"""Every falsehood about invoices that the check promises to find is put in and named."""

import pytest

from marketplace.money import Money
from payments.models import Invoice, WriteOff
from payments.operations.invoicing.giving_up import give_up
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.invoicing.writing_off import write_off
from tests import factories
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(deal: TermsDeal) -> Invoice:
    deal.grant(term_days=30)
    made = deal.invoice()
    deal.after(days=40)
    deal.pay(10_000)
    assert list(broken_invoices()) == []
    return made


def test_what_is_open_and_no_row_says_is_named(invoice: Invoice):
    Invoice.objects.update(open_minor=1)

    told = list(broken_invoices())
    assert told[0].startswith(f"invoice {invoice.number}: 1 open")
    assert told[1].startswith(f"organisation {invoice.customer_id}: owes")


def test_interest_that_nobody_charged_is_named(invoice: Invoice):
    Invoice.objects.update(interest_minor=7)

    assert "and 7 interest" in next(broken_invoices())


def test_an_invoice_that_was_never_posted_is_named(invoice: Invoice):
    Invoice.objects.update(total_minor=invoice.total_minor + 5, open_minor=invoice.total_minor - 9_995)

    (told,) = broken_invoices()
    assert "by the ledger" in told


def test_a_loss_that_nobody_wrote_off_is_named(invoice: Invoice):
    Invoice.objects.update(lost_minor=7)

    told = list(broken_invoices())
    assert "and 7 lost, its rows say" in told[0]
    assert told[1] == "bad debt: 0 CNY by the ledger, 7 by the invoices"


def test_a_write_off_that_counts_for_more_than_was_posted_is_named(
    deal: TermsDeal, invoice: Invoice, settings
):
    settings.FOUR_EYES_ABOVE = {"CNY": 100_000}
    deal.grow_old(invoice, days=181)
    told = {"invoice": invoice, "reason": "x", "by": factories.operator(), "now": deal.now}
    made = write_off(amount=Money(1_000, "CNY"), **told)
    assert list(broken_invoices()) == []
    WriteOff.objects.filter(pk=made.pk).update(minor=1_001)

    (told,) = broken_invoices()
    assert told.startswith(f"invoice {invoice.number}: ")
    assert told.endswith("and 1001")


def test_what_was_given_up_and_not_credited_is_named(deal: TermsDeal, invoice: Invoice):
    told = {"invoice": invoice, "reason": "x", "by": deal.provider, "now": deal.now}
    made = give_up(amount=Money(1_000, "CNY"), interest=Money(0, "CNY"), **told)
    assert list(broken_invoices()) == []
    WriteOff.objects.filter(pk=made.pk).update(minor=999)

    assert list(broken_invoices()) == [f"invoice {invoice.number}: 999 given up, and 1000 credited for it"]
