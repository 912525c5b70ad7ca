"""What the finance people of both sides are mailed once an invoice is wholly paid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, User
from marketplace.events import registry
from marketplace.events.log import DomainEvent
from marketplace.events.models import Event
from marketplace.money import Money, format_money
from payments.enums import AllocatedTo
from payments.events import InvoicePaid, InvoiceReopened
from payments.models import CommissionRule, Invoice
from payments.operations.banking.confirming import confirm
from payments.operations.banking.undoing import undo
from payments.operations.invoicing.giving_up import give_up
from payments.operations.invoicing.issuing import take_back
from payments.operations.invoicing.recovering import recover
from payments.operations.invoicing.writing_off import write_off
from tests import factories
from tests.payments.accounts import account_in_use
from tests.payments.teller import Teller
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db
BUYERS, PROVIDERS = "buyers@firm.example", "providers@firm.example"


@pytest.fixture
def deal(settings) -> TermsDeal:
    """Both firms' finance people read English."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = TermsDeal()
    for actor, email in ((deal.buyer, BUYERS), (deal.provider, PROVIDERS)):
        User.objects.filter(pk=actor.user.pk).update(email=email, language="en")
    return deal


@pytest.fixture
def invoice(deal: TermsDeal) -> Invoice:
    deal.grant(10_000_000, term_days=30)
    return deal.invoice()


def told(of: type[DomainEvent] = InvoicePaid) -> list[tuple[str, str, str]]:
    """(to whom, subject, body) of what is told of paid invoices, in its order."""
    mail.outbox.clear()
    for event in Event.objects.filter(name=of.__name__).order_by("pk"):
        for name in registry.names_for(event.name):
            registry.subscriber(event.name, name)(event)
    return [(each.to[0], each.subject, each.body) for each in mail.outbox]


def text(minor: int) -> str:
    return format_money(Money(minor, "CNY"))


def test_once_all_is_paid_each_side_is_told_what_it_means_to_it(deal: TermsDeal, invoice: Invoice):
    whole = invoice.total_minor
    deal.pay(whole - 1)
    assert told() == []
    deal.pay(1)

    (to, subject, body), (other, the_same, theirs) = told()
    assert (to, other) == (BUYERS, PROVIDERS)
    assert subject == the_same == f"Invoice {invoice.number} is paid"
    firm, customer = invoice.provider.name_en, invoice.customer.name_en
    nothing = "Nothing of it is open any more."
    assert body.startswith(f"Your firm has paid {firm} {text(whole)} on invoice {invoice.number}. {nothing}")
    assert theirs.startswith(f"{customer} has paid {text(whole)} on invoice {invoice.number}. {nothing}")
    for letter in (body, theirs):
        assert settings.ORIGINS[0] + invoice.get_absolute_url() in letter.splitlines()


def test_the_provider_alone_reads_what_follows(deal: TermsDeal, invoice: Invoice):
    deal.pay(invoice.total_minor)

    (_buyers, _subject, body), (_providers, _same, theirs) = told()
    day = timezone.localdate(deal.now + timedelta(days=2))
    assert f"is sent to its bank account by an operator from {day:%a} {day.day} {day:%b} on." in theirs
    assert "It waits until your bank account is entered, confirmed and a day old." in theirs
    assert settings.ORIGINS[0] + "/workshop/earnings/" in theirs
    assert [each for each in ("bank account", "fee", "earnings") if each in body] == []

    account_in_use(invoice.provider, now=deal.now)
    assert "It waits" not in told()[1][2]


def test_a_late_one_is_paid_with_its_interest_and_not_before(deal: TermsDeal, invoice: Invoice):
    deal.after(days=(invoice.due_on - deal.today).days + 10)
    deal.pay(invoice.total_minor)
    assert told() == []

    invoice.refresh_from_db()
    interest = invoice.interest_minor
    deal.pay(interest)
    for _to, _subject, body in told():
        assert f"{text(invoice.total_minor + interest)} on invoice" in body
        assert f"{text(interest)} of that is interest for late payment." in body


def test_it_is_told_once_however_much_comes_afterwards(deal: TermsDeal, invoice: Invoice):
    deal.pay(invoice.total_minor)
    deal.pay(10_000)
    take_back(invoice.plan, invoice.booking, Money(100, "CNY"), now=deal.now)

    assert len(told()) == 2


def test_paid_in_part_it_is_paid_once_the_rest_is_taken_back(deal: TermsDeal, invoice: Invoice):
    deal.pay(10_000)
    rest = Money(invoice.total_minor - 10_000, "CNY")
    take_back(invoice.plan, invoice.booking, rest, now=deal.now)

    assert f"{text(10_000)} on invoice" in told()[0][2]


def test_what_nobody_paid_and_was_taken_back_whole_is_not_paid(deal: TermsDeal, invoice: Invoice):
    take_back(invoice.plan, invoice.booking, invoice.total, now=deal.now)

    assert told() == []
    assert Invoice.objects.get().paid_at is None


def test_what_the_marketplace_bore_is_paid_once_it_was_made_good(deal: TermsDeal, invoice: Invoice, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 10_000_000}
    operator, whole = factories.operator(), invoice.total_minor
    deal.grow_old(invoice, days=181)
    write_off(invoice=invoice, amount=Money(whole - 100, "CNY"), reason="x", by=operator, now=deal.now)
    deal.pay(100)
    deal.pay(Invoice.objects.get().interest_minor)
    assert told() == []

    deal.receive(whole)
    recover(invoice=invoice, amount=Money(whole - 100, "CNY"), by=operator, now=deal.now)
    interest = invoice.allocations.get(to=AllocatedTo.INTEREST).minor
    assert [body.count(text(whole + interest)) for _to, _subject, body in told()] == [1, 1]


def test_of_what_was_given_up_they_are_told_by_that_alone(deal: TermsDeal, invoice: Invoice):
    deal.pay(10_000)
    rest = Money(invoice.total_minor - 10_000, "CNY")
    nothing = Money(0, "CNY")
    give_up(invoice=invoice, amount=rest, interest=nothing, reason="x", by=deal.provider, now=deal.now)

    assert told() == []


def test_they_read_it_in_their_own_language_and_owners_where_there_are_no_finances(
    deal: TermsDeal, invoice: Invoice
):
    Membership.objects.filter(user=deal.buyer.user).update(roles=[Role.BUYER])
    owner = factories.user("owner@firm.example", language="zh-hans")
    factories.member(invoice.customer, Role.OWNER, person=owner)
    deal.pay(invoice.total_minor)

    (to, subject, body), (other, _subject, _body) = told()
    assert (to, other) == (owner.email, PROVIDERS)
    assert subject == f"请款单 {invoice.number} 已结清"
    assert "Nothing" not in body


def test_what_was_another_firms_by_mistake_both_are_told_without_naming_whose(
    deal: TermsDeal, invoice: Invoice
):
    teller = Teller(factories.operator(), deal.now)
    line = teller.receive(invoice.total, name="某某机械")
    confirm(line=line, customer=invoice.customer, shares=[], by=teller.by, now=deal.now)
    undo(line=line, reason="It came from 某某机械", by=teller.by, now=deal.now)

    told_of = told(InvoiceReopened)
    assert [(to, subject) for to, subject, _body in told_of] == [
        (BUYERS, f"Invoice {invoice.number} is open again"),
        (PROVIDERS, f"Invoice {invoice.number} is open again"),
    ]
    for _to, _subject, body in told_of:
        assert f"{text(invoice.total_minor)} that we had put to invoice {invoice.number}" in body
        assert f"{text(invoice.total_minor)} of it is open." in body
        assert "某某" not in body
