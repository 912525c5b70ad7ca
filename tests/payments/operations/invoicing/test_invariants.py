"""Every falsehood about invoices that the check promises to find is put in and named."""

import pytest

from payments.models import Invoice
from payments.operations.invoicing.invariants import broken_invoices
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
