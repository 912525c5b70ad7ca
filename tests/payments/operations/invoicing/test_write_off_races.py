"""A write-off and the money for the same invoice, and two who write off: one goes on after the other."""

import pytest

from marketplace.accounts.actor import Actor
from marketplace.money import Money
from payments.enums import AccountKind
from payments.models import CommissionRule, Invoice, PaymentPlan, Recovery, WriteOff
from payments.operations.banking.unapplied import return_credit
from payments.operations.invariants import violations
from payments.operations.invoicing.allocating import pay_invoices
from payments.operations.invoicing.giving_up import give_up
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.invoicing.recovering import recover
from payments.operations.invoicing.writing_off import confirm_write_off, write_off
from tests import factories
from tests.payments.terms import TermsDeal
from tests.racing import all_at_once, trying

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE, ROUNDS = 6, 4


@pytest.fixture
def deal(settings) -> TermsDeal:
    settings.PAYMENTS_BACKEND = "sandbox"
    settings.FOUR_EYES_ABOVE = {"CNY": 100_000}
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = TermsDeal()
    deal.grant(100_000_000, term_days=30)
    return deal


@pytest.fixture
def operator() -> Actor:
    return factories.operator()


def old(deal: TermsDeal) -> Invoice:
    return deal.grow_old(deal.invoice(), days=181)


@pytest.mark.parametrize("is_ours", [True, False])
def test_what_is_written_off_is_not_paid_as_well(deal: TermsDeal, operator: Actor, is_ours: bool):
    for _ in range(ROUNDS):
        invoice = old(deal)
        whole = Money(invoice.total_minor, "CNY")
        before = deal.stands(AccountKind.UNAPPLIED)
        deal.receive(whole.minor)
        told = {"invoice": invoice, "amount": whole, "reason": "x", "now": deal.now}

        def forgo(told=told) -> object:
            return (
                write_off(by=operator, **told)
                if is_ours
                else give_up(by=deal.provider, interest=Money(0, "CNY"), **told)
            )

        def pay(invoice=invoice, whole=whole) -> object:
            return pay_invoices(invoice.customer, whole, deal.now, only=[invoice])

        def settle(invoice=invoice) -> object:
            return deal.advance(invoice.booking)

        forgone, _paid, *_ = all_at_once([trying(forgo), trying(pay), trying(settle), trying(settle)])
        deal.advance(invoice.booking)

        invoice.refresh_from_db()
        is_paid = deal.stands(AccountKind.UNAPPLIED) == before
        assert (invoice.open_minor, is_paid) == (0, forgone == "refused")
        assert (invoice.lost_minor > 0) is (is_ours and not is_paid)
        assert [*violations(), *broken_invoices()] == []
        if invoice.lost_minor:  # else the customer orders nothing in the next round
            recover(invoice=invoice, amount=whole, by=operator, now=deal.now)


def test_of_many_clicks_one_counts(deal: TermsDeal, operator: Actor):
    invoice = old(deal)
    seen, part = invoice.outstanding, Money(1_000, "CNY")
    told = {"invoice": invoice, "amount": part, "reason": "x", "now": deal.now, "seen": seen}

    given = all_at_once(
        [trying(lambda: give_up(by=deal.provider, interest=Money(0, "CNY"), **told))] * AT_ONCE
    )
    assert sorted(given) == ["done"] + ["refused"] * (AT_ONCE - 1)

    told["seen"] = seen - part
    written = all_at_once([trying(lambda: write_off(by=operator, **told))] * AT_ONCE)
    assert sorted(written) == ["done"] + ["refused"] * (AT_ONCE - 1)

    deal.receive(2_000)
    back = {"invoice": invoice, "amount": Money(500, "CNY"), "by": operator, "now": deal.now, "seen": part}
    made_good = all_at_once([trying(lambda: recover(**back))] * AT_ONCE)
    assert sorted(made_good) == ["done"] + ["refused"] * (AT_ONCE - 1)
    assert (WriteOff.objects.count(), Recovery.objects.get().minor) == (2, 500)
    assert [*violations(), *broken_invoices()] == []


def test_of_many_who_propose_one_does_and_of_many_who_confirm_one(deal: TermsDeal, operator, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 1}
    invoice = old(deal)
    told = {"invoice": invoice, "amount": invoice.outstanding, "reason": "x", "now": deal.now}
    proposed = all_at_once([trying(lambda: write_off(by=operator, **told))] * AT_ONCE)
    assert sorted(proposed) == ["done"] + ["refused"] * (AT_ONCE - 1)

    made, others = WriteOff.objects.get(), [factories.operator() for _ in range(AT_ONCE)]
    confirmed = all_at_once(
        [
            trying(lambda by=by: confirm_write_off(write_off=made, is_confirmed=True, by=by, now=deal.now))
            for by in others
        ]
    )
    assert sorted(confirmed) == ["done"] + ["refused"] * (AT_ONCE - 1)
    deal.advance(invoice.booking)
    assert PaymentPlan.objects.get().state == "captured"
    assert deal.stands(AccountKind.BAD_DEBT) == invoice.total_minor
    assert [*violations(), *broken_invoices()] == []


def test_the_same_money_makes_good_or_is_sent_back(deal: TermsDeal, operator: Actor):
    """What a customer has here is given away once."""
    invoice = old(deal)
    write_off(invoice=invoice, amount=invoice.outstanding, reason="x", by=operator, now=deal.now)
    deal.receive(1_000)
    money = Money(1_000, "CNY")
    acts = [
        trying(lambda: recover(invoice=invoice, amount=money, by=operator, now=deal.now)),
        trying(lambda: return_credit(customer=invoice.customer, amount=money, by=operator, now=deal.now)),
    ]

    assert sorted(all_at_once(acts * 3)) == ["done"] + ["refused"] * 5
