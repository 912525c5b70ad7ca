"""From which accounts the money of a refund came."""

import pytest

from marketplace.money import Money
from payments.models import BankTask
from payments.operations.banking.confirming import confirm
from payments.operations.banking.sources import paid_by, sent_by_customer
from tests import factories
from tests.payments.teller import ByBank, Teller
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db


def test_of_a_booking_the_transfers_that_paid_it_and_no_others_of_the_customer(by_bank: ByBank):
    of_nothing = by_bank.teller.receive(Money(5_00, "CNY"), account="6222 0002")
    confirm(line=of_nothing, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)
    line = by_bank.pay()
    task = BankTask(plan=by_bank.deal.plan, recipient=by_bank.customer, currency="CNY")

    assert list(paid_by(task)) == [line]
    assert list(sent_by_customer(task)) == [line, of_nothing]


def test_of_a_booking_on_terms_the_transfers_that_paid_its_invoice(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant()
    invoice = deal.invoice()
    teller = Teller(factories.operator(), deal.now)
    line = teller.receive(invoice.outstanding, invoice.number)
    confirm(line=line, customer=invoice.customer, shares=[], by=teller.by, now=deal.now)
    task = BankTask(plan=invoice.plan, recipient=invoice.customer, currency="CNY")

    assert list(paid_by(task)) == [line]
    assert list(sent_by_customer(task)) == [line]
