"""An operator lets the marketplace bear an overdue invoice: the provider is paid, the customer owes still."""

import pytest
from django.db import IntegrityError, transaction

from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing, StaleStep
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from marketplace.money import Money
from payments.enums import AccountKind, PaymentState
from payments.events import InvoiceWrittenOff
from payments.models import BankTask, Invoice, Journal, PaymentPlan, Recovery, WriteOff
from payments.operations.invariants import violations
from payments.operations.invoicing.agreeing import NoCredit, begin_on_terms
from payments.operations.invoicing.credit import standing_of
from payments.operations.invoicing.giving_up import NotOpen
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.invoicing.writing_off import confirm_write_off, write_off
from payments.operations.late_refunds import refund_late
from tests import factories
from tests.payments.terms import TermsDeal, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limit(settings) -> None:
    settings.FOUR_EYES_ABOVE = {"CNY": 100_000}


@pytest.fixture
def operator() -> Actor:
    return factories.operator()


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def bear(deal: TermsDeal, invoice: Invoice, by: Actor, minor: int | None = None, **told) -> WriteOff:
    """All that is open unless told otherwise, and the job that follows."""
    invoice.refresh_from_db()
    amount = invoice.outstanding if minor is None else yuan(minor)
    asked = {"amount": amount, "reason": "The customer is insolvent.", "now": deal.now} | told
    made = write_off(invoice=invoice, by=by, **asked)
    deal.advance(invoice.booking)
    invoice.refresh_from_db()
    return made


def answer(deal: TermsDeal, made: WriteOff, by: Actor, *, is_confirmed: bool = True) -> WriteOff:
    made = confirm_write_off(write_off=made, is_confirmed=is_confirmed, by=by, now=deal.now)
    deal.advance(made.invoice.booking)
    return made


@pytest.mark.parametrize(("days", "is_refused"), [(180, True), (181, False)])
def test_only_what_is_overdue_by_more_than_180_days(deal: TermsDeal, operator, days, is_refused):
    deal.grant(10_000_000, term_days=30)
    invoice = deal.grow_old(deal.invoice(), days=days)

    if is_refused:
        with pytest.raises(IllegalStep, match="180"):
            bear(deal, invoice, operator)
    else:
        assert bear(deal, invoice, operator).is_confirmed


def test_the_provider_is_paid_less_commission_and_the_loss_is_ours(deal: TermsDeal, old: Invoice, operator):
    bear(deal, old, operator)

    whole = old.total_minor
    net = whole - round(whole * 5 / 100)
    assert (old.open_minor, old.lost_minor, old.paid_at) == (0, whole, None)
    assert deal.stands(AccountKind.BAD_DEBT) == whole
    assert deal.stands(AccountKind.RECEIVABLE) == 0
    assert deal.stands(AccountKind.PAYABLE) == -net
    assert deal.stands(AccountKind.CLEARING, old.booking) == 0
    assert PaymentPlan.objects.get().state == PaymentState.CAPTURED
    assert BankTask.objects.get().minor == net
    assert Invoice.objects.count() == 1
    assert [*violations(), *broken_invoices()] == []


def test_a_part_is_borne_and_the_rest_is_still_to_be_paid(deal: TermsDeal, old: Invoice, operator):
    bear(deal, old, operator, 10_000)

    assert (old.open_minor, old.lost_minor) == (old.total_minor - 10_000, 10_000)
    assert deal.stands(AccountKind.PAYABLE) == 500 - 10_000
    assert PaymentPlan.objects.get().state == PaymentState.ON_TERMS
    assert [*violations(), *broken_invoices()] == []


def test_interest_is_not_borne_and_falls_away_with_the_last_of_it(deal: TermsDeal, old: Invoice, operator):
    deal.pay(10_000)
    old.refresh_from_db()
    charged = old.interest_minor
    assert -deal.stands(AccountKind.INTEREST_DUE) == charged > 0
    assert deal.stands(AccountKind.PAYABLE) == 500 - 10_000

    bear(deal, old, operator, 10_000)
    assert old.interest_minor == charged
    made = bear(deal, old, operator)
    made.refresh_from_db()

    assert (old.interest_minor, made.interest_minor) == (0, charged)
    borne = old.lost_minor
    assert deal.stands(AccountKind.BAD_DEBT) == borne == old.total_minor - 10_000
    whole = round(old.total_minor * 5 / 100) - old.total_minor
    assert (deal.stands(AccountKind.PAYABLE), deal.stands(AccountKind.INTEREST_DUE)) == (whole, 0)
    assert [*violations(), *broken_invoices()] == []


def test_above_the_limit_it_counts_once_a_second_operator_has_confirmed(
    deal: TermsDeal, old: Invoice, operator, settings
):
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    made = bear(deal, old, operator)
    assert (made.needs_second, made.is_confirmed, old.lost_minor) == (True, None, 0)
    assert not Journal.objects.filter(kind="write_off").exists()
    with pytest.raises(NotAllowed):
        answer(deal, made, operator)

    second = factories.operator()
    answer(deal, made, second)
    made.refresh_from_db()
    old.refresh_from_db()
    assert (made.decided_by, old.open_minor, old.lost_minor) == (second.user, 0, old.total_minor)
    with pytest.raises(IllegalStep):
        answer(deal, made, factories.operator())
    assert [*violations(), *broken_invoices()] == []


def test_not_confirmed_nothing_happens_and_it_may_be_proposed_anew(
    deal: TermsDeal, old: Invoice, operator, settings
):
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    made = bear(deal, old, operator)
    with pytest.raises(IllegalStep):
        bear(deal, old, factories.operator())
    answer(deal, made, factories.operator(), is_confirmed=False)

    old.refresh_from_db()
    assert (old.lost_minor, deal.stands(AccountKind.BAD_DEBT)) == (0, 0)
    assert bear(deal, old, operator).is_confirmed is None
    assert not Event.objects.filter(name=InvoiceWrittenOff.__name__).exists()


def test_parts_do_not_pass_under_the_limit(deal: TermsDeal, old: Invoice, operator, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 100}

    assert bear(deal, old, operator, 10_000).is_confirmed
    assert bear(deal, old, operator, 1).is_confirmed is None


def test_what_was_paid_while_it_waited_is_not_borne(deal: TermsDeal, old: Invoice, operator, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    made = bear(deal, old, operator)
    deal.pay(10_000)
    second = factories.operator()

    with pytest.raises(NotOpen):
        answer(deal, made, second)
    assert answer(deal, made, second, is_confirmed=False).is_confirmed is False


@pytest.mark.parametrize("minor", [0, -1, 100_000_000])
def test_no_more_than_is_open_and_not_nothing(deal: TermsDeal, old: Invoice, operator, minor):
    with pytest.raises(NotOpen):
        bear(deal, old, operator, minor)


def test_operators_decide_who_belong_to_neither_side(deal: TermsDeal, old: Invoice, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    of_a_side = factories.operator()
    factories.member(old.provider, Role.VIEWER, person=of_a_side.user)
    for other in (deal.provider, deal.buyer, of_a_side):
        with pytest.raises(NotAllowed):
            bear(deal, old, other)
    made = bear(deal, old, factories.operator())

    for other in (deal.provider, deal.buyer, of_a_side):
        with pytest.raises(NotAllowed):
            answer(deal, made, other)


def test_a_reason_is_told_and_a_second_click_bears_nothing_more(deal: TermsDeal, old: Invoice, operator):
    with pytest.raises(ReasonMissing):
        bear(deal, old, operator, reason="")
    seen = old.outstanding
    bear(deal, old, operator, 1_000, seen=seen)

    with pytest.raises(StaleStep):
        bear(deal, old, operator, 1_000, seen=seen)


def test_until_it_is_made_good_the_customer_orders_nothing_on_terms(deal: TermsDeal, old: Invoice, operator):
    bear(deal, old, operator)
    standing = standing_of(old.terms.limit, deal.today)
    assert (standing.used, standing.overdue_days, standing.is_blocked) == (old.total, 0, True)

    with pytest.raises(NoCredit):
        begin_on_terms(booking=deal.hold(), by=deal.buyer, now=deal.now)


def test_what_turns_out_not_to_be_owed_is_no_loss_and_not_the_customers(
    deal: TermsDeal, old: Invoice, operator
):
    """Given back late by the provider: nobody had paid it but us."""
    bear(deal, old, operator)
    told = {"booking": fresh(old.booking), "reason": "x", "by": deal.provider, "now": deal.now}
    refund_late(amount=yuan(10_000), **told)
    deal.advance(old.booking)

    old.refresh_from_db()
    rest = old.total_minor - 10_000
    assert (old.open_minor, old.lost_minor, Recovery.objects.get().minor) == (0, rest, 10_000)
    assert deal.stands(AccountKind.UNAPPLIED) == 0
    assert deal.stands(AccountKind.BAD_DEBT) == rest
    assert deal.stands(AccountKind.PAYABLE) == round(rest * 5 / 100) - rest
    assert [*violations(), *broken_invoices()] == []


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"minor": 0}, "write_off_of_something|write_off_is_somebodys_loss"),
        ({"reason": ""}, "write_off_has_a_reason"),
        ({"bearer": "provider"}, "write_off_is_somebodys_loss"),
        ({"decided_by": None}, "write_off_decided_whole"),
        ({"needs_second": True}, "write_off_by_four_eyes"),
    ],
)
def test_the_database_refuses_what_is_no_write_off(
    deal: TermsDeal, old: Invoice, operator, change, constraint
):
    made = bear(deal, old, operator)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WriteOff.objects.filter(pk=made.pk).update(**change)
