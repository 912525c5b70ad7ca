"""A provider gives up what it is owed: its own loss, and never invoiced anew."""

import pytest

from capacity.operations.refusals import NotAllowed, ReasonMissing, StaleStep
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from marketplace.money import Money
from payments.enums import AccountKind, PaymentState
from payments.events import InvoiceWrittenOff
from payments.models import CreditNote, Invoice, PaymentPlan, WriteOff
from payments.operations.invariants import violations
from payments.operations.invoicing.credit import standing_of
from payments.operations.invoicing.giving_up import NotOpen, give_up
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.late_refunds import TooMuchBack, refund_late, refundable
from tests import factories
from tests.payments.terms import TermsDeal, fresh

pytestmark = pytest.mark.django_db


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


@pytest.fixture
def invoice(deal: TermsDeal) -> Invoice:
    deal.grant(10_000_000, term_days=30)
    return deal.invoice()


def waive(deal: TermsDeal, invoice: Invoice, minor: int, interest: int = 0, **told) -> WriteOff:
    """And the job that follows."""
    asked = {"reason": "Standstill of the spindle.", "by": deal.provider, "now": deal.now} | told
    made = give_up(invoice=invoice, amount=yuan(minor), interest=yuan(interest), **asked)
    deal.advance(invoice.booking)
    invoice.refresh_from_db()
    return made


def test_all_of_it_given_up_nothing_is_owed_or_invoiced_anew(deal: TermsDeal, invoice: Invoice):
    made = waive(deal, invoice, invoice.total_minor)
    deal.advance(invoice.booking)

    assert (invoice.open_minor, invoice.paid_at, Invoice.objects.count()) == (0, None, 1)
    note = CreditNote.objects.get()
    assert (note, note.reason, note.issued_by) == (made.credit_note, made.reason, deal.provider.user)
    assert (made.acting_for, made.is_confirmed) == (deal.provider.organisation, True)
    assert PaymentPlan.objects.get().state == PaymentState.CANCELLED
    for account in (AccountKind.RECEIVABLE, AccountKind.PAYABLE, AccountKind.BAD_DEBT):
        assert deal.stands(account) == 0
    assert deal.stands(AccountKind.CLEARING, invoice.booking) == 0
    assert [*violations(), *broken_invoices()] == []


def test_a_part_given_up_the_rest_is_paid_and_earned(deal: TermsDeal, invoice: Invoice):
    waive(deal, invoice, 10_000)
    rest = invoice.total_minor - 10_000
    deal.pay(rest)
    deal.advance(invoice.booking)

    invoice.refresh_from_db()
    assert (invoice.open_minor, Invoice.objects.count()) == (0, 1)
    assert PaymentPlan.objects.get().state == PaymentState.CAPTURED
    assert deal.stands(AccountKind.PAYABLE) == round(rest * 5 / 100) - rest
    assert [*violations(), *broken_invoices()] == []


def test_what_is_given_up_uses_no_limit_and_stops_no_booking(deal: TermsDeal, invoice: Invoice):
    waive(deal, invoice, invoice.total_minor)

    standing = standing_of(invoice.terms.limit, deal.today)
    assert (standing.used.minor, standing.is_blocked) == (0, False)


def test_interest_that_was_charged_is_given_up_as_well(deal: TermsDeal, invoice: Invoice):
    deal.grow_old(invoice, days=10)
    deal.pay(invoice.total_minor - 10_000)
    invoice.refresh_from_db()
    charged = invoice.interest_minor
    assert charged > 0

    waive(deal, invoice, 10_000, interest=charged - 1)
    assert (invoice.open_minor, invoice.interest_minor) == (0, 1)
    assert deal.stands(AccountKind.RECEIVABLE) == 1
    assert deal.stands(AccountKind.INTEREST_DUE) == -1
    waive(deal, invoice, 0, interest=1)
    assert not Invoice.objects.unpaid().exists()
    assert CreditNote.objects.count() == 1
    assert [*violations(), *broken_invoices()] == []


@pytest.mark.parametrize(
    ("minor", "interest"), [(0, 0), (100_000_000, 0), (-1, 0), (10_000, 1), (10_000, -1), (0, 1)]
)
def test_no_more_than_is_open_and_not_nothing(deal: TermsDeal, invoice: Invoice, minor, interest):
    with pytest.raises(NotOpen):
        waive(deal, invoice, minor, interest)

    assert not WriteOff.objects.exists()


def test_it_is_for_the_finance_people_of_the_provider_alone(deal: TermsDeal, invoice: Invoice):
    firm = deal.provider.organisation
    others: list[Actor] = [
        deal.buyer,
        factories.operator(),
        factories.member(firm, Role.SCHEDULER),
        factories.member(factories.provider(), Role.OWNER),
    ]
    for other in others:
        with pytest.raises(NotAllowed):
            waive(deal, invoice, 1, by=other)

    assert waive(deal, invoice, 1, by=factories.member(firm, Role.FINANCE))


def test_a_reason_is_told(deal: TermsDeal, invoice: Invoice):
    with pytest.raises(ReasonMissing):
        waive(deal, invoice, 1, reason=" ")


def test_a_second_click_gives_up_nothing_more(deal: TermsDeal, invoice: Invoice):
    seen = invoice.outstanding
    waive(deal, invoice, 1_000, seen=seen)
    with pytest.raises(StaleStep):
        waive(deal, invoice, 1_000, seen=seen)

    assert invoice.open_minor == invoice.total_minor - 1_000


def test_both_sides_are_told_once_it_is_so(deal: TermsDeal, invoice: Invoice):
    made = waive(deal, invoice, 1_000)

    (event,) = Event.objects.filter(name=InvoiceWrittenOff.__name__)
    assert event.data["write_off_id"] == made.pk


def test_what_was_given_up_is_not_given_back_again(deal: TermsDeal, invoice: Invoice):
    waive(deal, invoice, 10_000)
    deal.pay(invoice.open_minor)
    booking = fresh(invoice.booking)
    left = refundable(booking, deal.now)
    assert left == yuan(invoice.total_minor - 10_000)
    told = {"booking": booking, "reason": "x", "by": deal.provider, "now": deal.now}
    with pytest.raises(TooMuchBack):
        refund_late(amount=yuan(left.minor + 1), **told)

    refund_late(amount=left, **told)
    deal.advance(booking)
    assert deal.stands(AccountKind.UNAPPLIED) == -left.minor
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert [*violations(), *broken_invoices()] == []
