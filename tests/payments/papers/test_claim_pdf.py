"""The sheet of a claim: both sides as registered, the days, the rule, what was paid, interest to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from capacity.enums import Step
from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models import Organisation
from marketplace.money import Money, format_money
from payments.models import CommissionRule, Invoice
from payments.papers.claim_pdf import claim_pdf
from payments.shown.invoice import InvoicePage
from tests.payments.sheets import words_of
from tests.payments.terms import TermsDeal

pytestmark = pytest.mark.django_db
NAMES, CODES = ("苏州恒锐精密", "明川医疗"), ("91320594MA1MYHR18X", "91310000717801234Y")
SHIFTS = {Step.CHECK_IN: timedelta(days=-2), Step.DELIVER: timedelta(days=-1)}  # all happen on one day else
RULE = "保障中小企业款项支付条例（国令第802号）第九条、第十七条"


@pytest.fixture
def deal(settings) -> TermsDeal:
    """A large customer and a medium provider, both with their codes."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return registered(TermsDeal())


def registered(deal: TermsDeal) -> TermsDeal:
    firms = zip((deal.provider.organisation, deal.buyer.organisation), NAMES, CODES, strict=True)
    for firm, name, code in firms:
        Organisation.objects.filter(pk=firm.pk).update(name_zh=name, social_credit_code=code)
    deal.grant(10_000_000, term_days=30)
    return deal


@pytest.fixture
def invoice(deal: TermsDeal) -> Invoice:
    """Ten days late; ¥300.00 came when it was five."""
    invoice = deal.grow_old(deal.invoice(), days=5)
    deal.pay(300_00, ref="line 7")
    deal.after(days=5)
    return invoice


def told(deal: TermsDeal, invoice: Invoice, language: str = "en") -> str:
    found = Invoice.objects.for_page().get(pk=invoice.pk)
    page = InvoicePage(found, actor=deal.provider, today=deal.today)
    steps = list(found.booking.steps.order_by("number"))
    for step in steps:
        step.taken_at += SHIFTS.get(step.step, timedelta(0))
    with translation.override(language):
        return words_of(claim_pdf(page, steps, [], now=deal.now))


def day(moment: date) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def test_both_sides_are_named_as_registered_and_sized_as_agreed(deal: TermsDeal, invoice: Invoice):
    Organisation.objects.filter(pk=invoice.provider_id).update(size_class=SizeClass.LARGE)
    sheet = told(deal, invoice)

    provider, customer = invoice.provider.name_en, invoice.customer.name_en
    assert f"Creditor (provider) {provider} ({NAMES[0]}) {CODES[0]} Medium firm" in sheet
    assert f"Debtor (customer) {customer} ({NAMES[1]}) {CODES[1]} Large firm" in sheet
    assert f"As both sides stood when it was agreed, on {day(invoice.terms.signed_on)}." in sheet


def test_the_days_and_the_rule_that_gave_the_due_date_are_told(deal: TermsDeal, invoice: Invoice):
    accepted = timezone.localdate(invoice.booking.period.ends_at)
    delivered, due = accepted - timedelta(days=1), accepted + timedelta(days=30)
    days = [invoice.terms.signed_on, delivered, accepted, due]
    sheet = told(deal, invoice)

    assert f"Agreed on Delivered on Accepted on Due on {' '.join(map(day, days))}" in sheet
    assert f"{RULE} In force for contracts signed from Sun 1 Jun 2025 on; at most 60 days." in sheet
    assert "10 days late" in sheet


def test_each_payment_and_what_each_day_of_delay_costs_are_told(deal: TermsDeal, invoice: Invoice):
    invoice.refresh_from_db()
    first, came = invoice.due_on + timedelta(days=1), invoice.due_on + timedelta(days=5)
    late = Money(round(invoice.open_minor * 500 * 10 / 1_000_000), "CNY")
    sheet = told(deal, invoice)

    assert f"What was paid For Reference Amount {day(came)} Invoice line 7 ¥300.00" in sheet
    assert f"{day(first)} {day(came)} 5 ¥300.00 ¥0.75" in sheet
    running = f"10 {format_money(invoice.outstanding)} {format_money(late)}"
    assert f"{day(first)} {day(deal.today)} {running}" in sheet
    owed = invoice.outstanding + Money(75, "CNY") + late
    assert f"To pay today {format_money(owed)}" in sheet


def test_what_was_cancelled_was_not_delivered(deal: TermsDeal):
    booking = deal.confirm()
    deal.now = booking.period.starts_at - timedelta(hours=1)
    deal.cancel(booking)
    invoice = Invoice.objects.get()

    signed, accepted = day(invoice.terms.signed_on), day(invoice.accepted_on)
    assert f"{signed} – {accepted} {day(invoice.due_on)}" in told(deal, invoice)


def test_in_chinese_it_says_so_in_chinese_letters(deal: TermsDeal, invoice: Invoice):
    sheet = told(deal, invoice, "zh-hans")

    assert f"债权人（提供方） {NAMES[0]} {CODES[0]} 中型企业" in sheet
    assert f"债务人（客户） {NAMES[1]} {CODES[1]} 大型企业" in sheet
    assert "约定日 交付日 验收日 到期日" in sheet
    assert [word for word in ("Creditor", "Due", "paid") if word in sheet] == []


def test_where_no_regulation_protects_the_provider_no_rule_is_told(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = registered(TermsDeal(customer_class=SizeClass.SMALL))
    sheet = told(deal, deal.invoice())

    assert "Agreed: 30 days after acceptance." in sheet
    assert [word for word in ("In force", "802", "days late", "Reference") if word in sheet] == []
