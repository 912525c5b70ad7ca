"""What finance people of both sides see of invoices, and the evidence they take with them."""

import csv
import hashlib
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation
from marketplace.events.due import run_due
from marketplace.events.models import Event
from marketplace.money import Money, total
from payments.events import InvoiceIssued, InvoiceReminded
from payments.invoice_emails import tell_issued, tell_reminder
from payments.models import Invoice
from payments.operations.invoicing.giving_up import give_up
from payments.operations.invoicing.reminding import remind_at
from payments.operations.invoicing.writing_off import write_off
from payments.papers.claim_pdf import sums_of
from payments.shown.invoice import InvoicePage
from payments.shown.money_desk import MoneyDesk, holding
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.sheets import words_of
from tests.payments.terms import invoiced
from tests.payments.till import Till

pytestmark = pytest.mark.django_db
CODE = "91320505MA1XQ0000X"


@pytest.fixture
def invoice(till: Till) -> Invoice:
    """Of ¥1,717.60, accepted today and due in 30 days."""
    return invoiced(till.booking, till.stage.buyer, now=timezone.now())


@pytest.fixture
def payer(till: Till):
    return till.browser(factories.member(till.booking.customer, Role.FINANCE))


@pytest.fixture
def payee(till: Till):
    return till.browser(factories.member(till.booking.provider, Role.FINANCE))


def late(invoice: Invoice, days: int) -> None:
    """Due so many days ago, at half a thousandth a day."""
    today = timezone.localdate()
    invoice.accepted_on = today - timedelta(days=days + 30)
    invoice.due_on = today - timedelta(days=days)
    invoice.save()
    invoice.terms.late_ppm = 500
    invoice.terms.save()


@pytest.mark.parametrize(
    ("days", "row"),
    [
        (0, "¥1,717.60 – – – – – ¥1,717.60"),
        (1, "overdue ¥1,717.60 – ¥1,717.60 – – – – ¥1,717.60"),
        (30, "overdue ¥1,717.60 – ¥1,717.60 – – – – ¥1,717.60"),
        (31, "overdue ¥1,717.60 – – ¥1,717.60 – – – ¥1,717.60"),
        (61, "overdue ¥1,717.60 – – – ¥1,717.60 – – ¥1,717.60"),
        (91, "overdue ¥1,717.60 – – – – ¥1,717.60 – ¥1,717.60"),
    ],
)
def test_the_board_tells_the_age_of_what_is_open_to_both_sides(payer, payee, invoice, days, row):
    late(invoice, days)

    assert f"Hengrui Precision {row}" in words(payer.get("/invoices/"))
    assert f"Mingchuan Medical {row}" in words(payee.get("/workshop/invoices/"))


def test_what_is_late_is_overdue_with_its_interest_until_today(payer, invoice):
    late(invoice, 10)

    told = words(payer.get("/invoices/?tab=overdue"))
    assert "10 days late ¥1,717.60 ¥1,717.60 ¥8.59 Overdue" in told
    page = words(payer.get(invoice.get_absolute_url()))
    assert "To pay today ¥1,726.19" in page
    assert "0.05% of the amount for each day of delay" in page


def test_the_board_takes_a_fixed_number_of_queries(payer, invoice, django_assert_max_num_queries):
    payer.get("/invoices/")

    with django_assert_max_num_queries(18):
        payer.get("/invoices/")


def test_who_owes_it_is_told_the_account_and_nobody_else(payer, payee, invoice):
    to_send = f"Send the money to this account Reference, in the text of the transfer {invoice.number} Holder"

    assert to_send in words(payer.get(invoice.get_absolute_url()))
    assert "Send the money to this account" not in words(payee.get(invoice.get_absolute_url()))


def test_what_is_invoiced_and_not_paid_is_not_held(invoice):
    assert MoneyDesk({}, now=timezone.now()).held == []
    assert list(holding()) == []


def test_another_firm_sees_no_invoice(till: Till, invoice):
    stranger = till.browser(factories.member(factories.provider(), Role.OWNER))

    assert stranger.get(invoice.get_absolute_url()).status_code == 404
    assert stranger.get(f"{invoice.get_absolute_url()}evidence.zip").status_code == 404
    assert invoice.number not in words(stranger.get("/invoices/"))


def unpacked(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def test_the_evidence_has_contract_use_invoice_and_reckoning_with_their_digests(payee, invoice):
    late(invoice, 10)
    response = payee.get(f"{invoice.get_absolute_url()}evidence.zip")

    files = unpacked(response)
    assert response["Content-Disposition"] == f'attachment; filename="{invoice.number}.zip"'
    assert ["customer size class", "small"] in table(files["contract.csv"])
    assert table(files["invoice.csv"])[1][0] == invoice.number
    assert table(files["interest.csv"])[1][2:] == ["10", "1717.60", "8.59", "CNY"]
    assert table(files["steps.csv"])[1][1] == "hold"
    assert "¥1,726.19" in files["evidence.html"].decode()
    digests = dict(table(files["sha256.csv"])[1:])
    assert digests == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != "sha256.csv"
    }


def test_every_date_of_the_evidence_has_its_year(payee, invoice):
    late(invoice, 10)

    html = unpacked(payee.get(f"{invoice.get_absolute_url()}evidence.zip"))["evidence.html"].decode()

    period = invoice.booking.period.in_zone(invoice.booking.resource.site.zone)
    assert str(invoice.due_on.year) in html.partition("Due on")[2].partition("</tr>")[0]
    days = re.findall(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}(.{5})", html)
    assert days
    assert all(re.fullmatch(r" \d{4}", rest) for rest in days)
    assert f"{period.starts_at.year} {period.starts_at:%H:%M}" in html


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Claim of invoice", "Small firm", "To pay today ¥1,726.19", "0.05% of the amount"]),
        ("zh-hans", ["的欠款说明", "小型企业", "今日应付 ¥1,726.19", "按逾期金额的 0.05%"]),
    ],
)
def test_the_evidence_has_a_sheet_to_print_in_the_readers_language(payee, invoice, language, told):
    late(invoice, 10)
    Organisation.objects.filter(pk=invoice.provider_id).update(social_credit_code=CODE)

    files = unpacked(
        payee.get(f"{invoice.get_absolute_url()}evidence.zip", headers={"accept-language": language})
    )

    sheet = words_of(files["claim.pdf"])
    assert [each for each in [invoice.number, *told] if each not in sheet] == []
    assert CODE in sheet
    assert hashlib.sha256(files["steps.csv"]).hexdigest() in sheet


def test_the_sums_of_the_sheet_add_up_to_what_is_to_be_paid(invoice):
    late(invoice, 200)
    provider = factories.member(invoice.provider, Role.FINANCE)
    now, nothing = timezone.now(), Money(0, "CNY")
    part = Money(10_000, "CNY")
    give_up(invoice=invoice, amount=part, interest=nothing, reason="x", by=provider, now=now)
    write_off(invoice=invoice, amount=part, reason="x", by=factories.operator(), now=now)
    invoice.refresh_from_db()

    page = InvoicePage(invoice, actor=provider, today=timezone.localdate())

    assert total((amount for _label, amount in sums_of(page)), "CNY") == page.to_pay
    assert page.to_pay > invoice.outstanding


def test_no_cell_of_the_evidence_is_a_formula(till: Till, payee, invoice):
    till.booking.customer.name_zh = "=HYPERLINK(1)"
    till.booking.customer.save()

    files = unpacked(payee.get(f"{invoice.get_absolute_url()}evidence.zip"))

    assert ["customer", "'=HYPERLINK(1)"] in table(files["contract.csv"])


def test_both_sides_finance_people_are_told_in_their_languages(till: Till, payer, payee, invoice):
    tell_issued(Event.objects.get(name=InvoiceIssued.__name__))
    run_due(now=remind_at(invoice, 7))
    tell_reminder(Event.objects.get(name=InvoiceReminded.__name__))

    issued, _provider, reminded, _other = mail.outbox
    assert invoice.number in issued.subject
    assert invoice.get_absolute_url() in issued.body
    assert "7" in reminded.body
    assert len({letter.to[0] for letter in mail.outbox}) == 2
