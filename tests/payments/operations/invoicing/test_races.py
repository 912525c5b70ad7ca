"""Two who order on one limit at once, and money that is put to one invoice twice at once."""

import pytest

from marketplace.money import Money
from payments.models import CommissionRule, PaymentPlan
from payments.operations.invariants import violations
from payments.operations.invoicing.agreeing import NoCredit, begin_on_terms
from payments.operations.invoicing.allocating import NotThere, pay_invoices
from payments.operations.invoicing.invariants import broken_invoices
from tests.payments.terms import TermsDeal
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


@pytest.fixture
def deal(settings) -> TermsDeal:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return TermsDeal()


def test_of_many_orders_on_one_limit_as_many_pass_as_it_bears(deal: TermsDeal):
    held = [deal.hold() for _ in range(AT_ONCE)]
    deal.grant(held[0].total_minor * 2)

    def attempt(booking) -> str:
        try:
            begin_on_terms(booking=booking, by=deal.buyer, now=deal.now)
        except NoCredit:
            return "refused"
        return "agreed"

    outcomes = all_at_once([lambda booking=booking: attempt(booking) for booking in held])

    assert sorted(outcomes) == ["agreed"] * 2 + ["refused"] * (AT_ONCE - 2)
    assert PaymentPlan.objects.count() == 2


def test_the_same_money_pays_once(deal: TermsDeal):
    deal.grant(10_000_000)
    invoice = deal.invoice()
    part = invoice.total_minor // 2
    deal.receive(part)

    def attempt() -> str:
        try:
            pay_invoices(invoice.customer, Money(part, "CNY"), deal.now)
        except NotThere:
            return "refused"
        return "paid"

    outcomes = all_at_once([attempt] * AT_ONCE)

    assert sorted(outcomes) == ["paid"] + ["refused"] * (AT_ONCE - 1)
    assert [*violations(), *broken_invoices()] == []
