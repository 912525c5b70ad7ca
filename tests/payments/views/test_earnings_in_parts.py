"""What is paid or decided in parts: of each list of earnings the rows add up to the sum above it."""

from __future__ import annotations

import pytest
from django.utils import translation

from capacity.operations import usage
from marketplace.money import Money, total
from payments.enums import (
    BankTaskKind,
    DisputeReason,
    OperationKind,
    OperationState,
    PaymentState,
    Rail,
)
from payments.models import BankTask, BillLine, CommissionRule, Invoice, PaymentPlan
from payments.operations.billing.answering import dispute_line
from payments.operations.billing.drawing import follow_bill
from payments.operations.late_refunds import refund_late
from payments.policies.charging import commission_on
from payments.shown.earnings import EARNED, EXPECTED, PAID_OUT, EarningsPage, Row
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk
from tests.payments.teller import Teller
from tests.payments.terms import TermsDeal, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(settings) -> TermsDeal:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = TermsDeal()
    deal.grant(10_000_000, term_days=30)
    return deal


def listed(deal: TermsDeal, tab: str) -> list[Row]:
    """The rows of one list, which add up to its sum."""
    firm = deal.provider.organisation
    assert firm is not None
    page = EarningsPage(firm, {"tab": tab}, actor=deal.provider, now=deal.now)
    with translation.override("en"):
        rows = page.rows
    told = {EXPECTED: page.expected, EARNED: page.earned, PAID_OUT: page.paid_out}[tab]
    assert total((row.amount for row in rows), "CNY") == total(told, "CNY")
    return rows


def amounts(deal: TermsDeal) -> dict[str, list[int]]:
    return {tab: [row.amount.minor for row in listed(deal, tab)] for tab in (EXPECTED, EARNED, PAID_OUT)}


def net(minor: int) -> int:
    return minor - commission_on(Money(minor, "CNY"), 500).minor


def send(deal: TermsDeal) -> int:
    """The payout that waits, by bank; how much it was."""
    task = BankTask.objects.exclude(state="paid").get(kind=BankTaskKind.PAYOUT)
    Teller(factories.operator(), max(deal.now, task.not_before)).send(task, factories.operator())
    return task.minor


def test_of_an_invoice_paid_in_part_each_list_has_its_part(deal: TermsDeal):
    invoice = deal.invoice()
    whole, half = net(invoice.total_minor), net(invoice.total_minor // 2)
    assert amounts(deal) == {EXPECTED: [whole], EARNED: [], PAID_OUT: []}

    deal.pay(invoice.total_minor // 2)
    assert amounts(deal) == {EXPECTED: [whole - half], EARNED: [half], PAID_OUT: []}

    send(deal)
    assert amounts(deal) == {EXPECTED: [whole - half], EARNED: [], PAID_OUT: [half]}

    deal.pay(invoice.total_minor - invoice.total_minor // 2)
    assert amounts(deal) == {EXPECTED: [], EARNED: [whole - half], PAID_OUT: [half]}


def test_the_page_says_of_a_part_how_much_there_is_in_all_and_what_it_waits_for(deal: TermsDeal):
    invoice = deal.invoice()
    deal.pay(invoice.total_minor // 2)
    browser = signed_in(deal.provider, **ENGLISH)
    (to_come,), (earned,) = listed(deal, EXPECTED), listed(deal, EARNED)
    whole = f"of ¥{net(invoice.total_minor) / 100:,.2f} in all"

    assert f"{whole} Pending Waits for the customer" in words(browser.get("/workshop/earnings/"))
    told = words(browser.get("/workshop/earnings/?tab=earned"))
    assert f"{whole} Pending Waits until your bank account is entered" in told
    assert to_come.why.startswith("Waits for the customer")
    assert earned.why.startswith("Waits until your bank account")


def test_interest_on_what_was_taken_back_whole_is_listed(deal: TermsDeal):
    late = deal.grow_old(deal.invoice(), days=5)
    deal.pay(late.total_minor // 2)
    late.refresh_from_db()
    refund_late(booking=late.booking, amount=late.total, reason="x", by=deal.provider, now=deal.now)
    deal.advance(late.booking)
    deal.pay(late.interest_minor)
    deal.advance(late.booking)
    assert PaymentPlan.objects.get().state == PaymentState.CANCELLED

    assert amounts(deal) == {EXPECTED: [], EARNED: [late.interest_minor], PAID_OUT: []}
    send(deal)
    assert amounts(deal) == {EXPECTED: [], EARNED: [], PAID_OUT: [late.interest_minor]}


def test_what_has_to_come_back_is_a_row_below_nothing(deal: TermsDeal):
    invoice = deal.invoice()
    deal.pay(invoice.total_minor)
    sent = send(deal)
    refund_late(booking=invoice.booking, amount=invoice.total, reason="x", by=deal.provider, now=deal.now)
    deal.advance(invoice.booking)

    (row,) = listed(deal, EARNED)

    assert (row.amount.minor, row.payout) == (-sent, None)
    assert row.why == "You owe this: it is kept from what you earn of other bookings"
    assert amounts(deal)[PAID_OUT] == [sent]


def test_what_a_debt_keeps_back_of_another_booking_is_told_there(deal: TermsDeal):
    first = deal.invoice()
    deal.pay(first.total_minor)
    owes = send(deal)
    refund_late(booking=first.booking, amount=first.total, reason="x", by=deal.provider, now=deal.now)
    deal.advance(first.booking)
    second = deal.invoice()
    deal.pay(second.total_minor, only=[second])

    rows = {row.booking: row for row in listed(deal, EARNED)}

    assert rows[first.booking].amount.minor == -owes
    assert rows[second.booking].amount.minor == net(second.total_minor)
    assert rows[second.booking].why == "Kept back for what you owe from other bookings"


def test_what_the_gateway_sent_a_moment_ago_is_not_told_as_kept_back(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = Deal(Desk())
    deal.open_account()
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    answered = {"state": OperationState.DONE, "finished_at": deal.now}
    deal.plan.operations.filter(kind=OperationKind.TRANSFER).update(**answered)

    with translation.override("en"):
        page = EarningsPage(deal.booking.provider, {"tab": EARNED}, actor=deal.provider, now=deal.now)
        (row,) = page.rows

    assert [row.amount] == page.earned
    assert row.why.startswith("Paid out on ")


def test_what_is_disputed_is_to_come_and_says_so(deal: TermsDeal):
    booking = deal.confirm()
    deal.now = booking.period.starts_at
    usage.check_in(booking=fresh(booking), by=deal.buyer, now=deal.now)
    deal.now = booking.period.ends_at
    usage.deliver(booking=fresh(booking), by=deal.provider, now=deal.now, checked_out_at=deal.now)
    follow_bill(booking.pk, deal.now)
    line = BillLine.objects.select_related("bill__booking").get()
    told = {"reason": DisputeReason.BROKEN, "text": "停机", "by": deal.buyer, "now": deal.now}
    dispute_line(line=line, amount=Money(100_00, "CNY"), **told)
    deal.advance(booking)
    sure = Invoice.objects.get().total_minor
    deal.pay(sure)

    (row,) = listed(deal, EXPECTED)

    assert sure == booking.total_minor - 100_00
    assert row.why == "Kept back until what is disputed of the bill is decided"
    whole = net(booking.total_minor)
    assert amounts(deal) == {EXPECTED: [whole - net(sure)], EARNED: [net(sure)], PAID_OUT: []}


@pytest.mark.parametrize("tab", [EXPECTED, EARNED, PAID_OUT])
def test_no_list_takes_more_queries_for_a_booking_in_parts(
    deal: TermsDeal, tab: str, django_assert_max_num_queries
):
    invoice = deal.invoice()
    deal.pay(invoice.total_minor // 4)
    send(deal)
    deal.pay(invoice.total_minor // 4)
    browser = signed_in(deal.provider, **ENGLISH)
    browser.get("/workshop/earnings/")

    with django_assert_max_num_queries(27):
        browser.get(f"/workshop/earnings/?tab={tab}")
