"""Giving up and writing off on the pages: by the provider, and by two operators; and making good."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from marketplace.accounts.enums import Role
from marketplace.accounts.models import User
from marketplace.events import registry
from marketplace.events.models import Event
from marketplace.money import Money
from payments.enums import JournalKind
from payments.events import InvoiceWrittenOff
from payments.ledger import postings
from payments.models import Invoice, PaymentPlan, Recovery, WriteOff
from payments.operations.invoicing.allocating import pay_invoices
from payments.operations.posting import post
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.confirmed import button_of, confirmed
from tests.payments.terms import invoiced
from tests.payments.till import Till

pytestmark = pytest.mark.django_db

BOARD = "/desk/write-offs/"


@pytest.fixture(autouse=True)
def limit(settings) -> None:
    settings.FOUR_EYES_ABOVE = {"CNY": 1_000}


@pytest.fixture
def invoice(till: Till) -> Invoice:
    """Of ¥1,717.60, overdue by 181 days at half a thousandth a day."""
    made = invoiced(till.booking, till.stage.buyer, now=timezone.now())
    today = timezone.localdate()
    made.accepted_on, made.due_on = today - timedelta(days=211), today - timedelta(days=181)
    made.save()
    made.terms.late_ppm = 500
    made.terms.save()
    return made


@pytest.fixture
def payer(till: Till):
    return till.browser(factories.member(till.booking.customer, Role.FINANCE))


@pytest.fixture
def payee(till: Till):
    return till.browser(factories.member(till.booking.provider, Role.FINANCE))


@pytest.fixture
def operator(till: Till):
    return till.browser(factories.operator())


@pytest.fixture
def second(till: Till):
    return till.browser(factories.operator())


def give_up(browser, invoice: Invoice, *, seen: int | None = None, **typed: str):
    said = {"seen": invoice.open_minor + invoice.interest_minor if seen is None else seen, **typed}
    return confirmed(browser, f"{invoice.get_absolute_url()}give-up/", said)


def write_off(browser, invoice: Invoice, amount: str, reason: str = "The customer is insolvent."):
    said = {"seen": invoice.open_minor + invoice.interest_minor, "amount": amount, "reason": reason}
    return confirmed(browser, f"/desk/invoices/{invoice.number}/write-off/", said)


def receive(invoice: Invoice, minor: int) -> None:
    told = postings.bank_money_received(customer_id=invoice.customer_id, amount=Money(minor, "CNY"))
    post(JournalKind.BANK_RECEIPT, f"line {minor}", told, now=timezone.now())


def page(browser, invoice: Invoice) -> str:
    return words(browser.get(invoice.get_absolute_url()))


def test_the_provider_gives_up_a_part_and_both_sides_read_why(payer, payee, operator, invoice):
    form = payee.get(invoice.get_absolute_url()).content.decode()
    assert 'value="1717.60"' in form
    assert "csrfmiddlewaretoken" in form.partition('/give-up/"')[2].partition("</form>")[0]

    answer = words(give_up(payee, invoice, amount="300", reason="Standstill of the spindle."))
    assert "¥300.00 is given up; both sides are told." in answer
    for browser in (payer, payee, operator):
        told = page(browser, invoice)
        assert "Given up by the provider Standstill of the spindle." in told
        assert f"Taken back by {invoice.number}-C1" in told
        assert "Still open of the invoice 1,417.60" in told
    assert f"{invoice.number} " in words(payer.get("/invoices/?tab=forgone"))


def test_before_it_is_given_up_or_written_off_what_that_means_is_told(payee, operator, invoice):
    said = {"seen": invoice.open_minor, "amount": "300", "reason": "x"}

    given_up = payee.post(f"{invoice.get_absolute_url()}give-up/", said)
    written_off = operator.post(f"/desk/invoices/{invoice.number}/write-off/", said)

    told = f"Mingchuan Medical need not pay ¥300.00 of {invoice.number} any more; the loss is your firm’s."
    assert told in words(given_up)
    assert button_of(given_up) == "Give up ¥300.00"
    told = f"The marketplace bears ¥300.00 of {invoice.number}: Hengrui Precision is paid"
    assert told in words(written_off)
    assert button_of(written_off) == "Write off ¥300.00"
    assert not WriteOff.objects.exists()


def test_the_last_of_it_given_up_it_is_neither_open_nor_paid(payer, payee, invoice):
    give_up(payee, invoice, amount="1717.60", reason="A gift.")

    told = page(payer, invoice)
    assert "Given up" in told
    assert "Paid" not in words(payer.get("/invoices/?tab=forgone")).partition("Table of invoices")[2]
    assert "Nothing has been paid yet." in words(payer.get("/invoices/?tab=paid"))
    assert "Nothing is open." in words(payer.get("/invoices/"))
    assert "Give up what is owed" not in page(payee, invoice)


def test_interest_is_a_line_of_its_own(payee, invoice):
    receive(invoice, 100_000)
    pay_invoices(invoice.customer, Money(100_000, "CNY"), timezone.now())
    invoice.refresh_from_db()
    assert invoice.interest_minor == 9_050

    give_up(payee, invoice, amount="0", interest="90.50", reason="It was our fault.")
    told = page(payee, invoice)
    assert "Interest of ¥90.50 that was charged for late payment falls away." in told
    assert "Fallen away −¥90.50" in told
    assert "Interest charged and not paid" not in told


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        (
            {"amount": "1717.61", "reason": "x"},
            422,
            "¥1,717.60 of the invoice and ¥0.00 of interest are open",
        ),
        ({"amount": "0", "reason": "x"}, 422, "Type an amount above zero."),
        ({"amount": "ten", "reason": "x"}, 422, "“ten” is not an amount"),
        ({"amount": "1", "reason": ""}, 422, "This field is required."),
        ({"amount": "1", "reason": "x", "seen": 1}, 409, "The invoice has changed meanwhile"),
    ],
)
def test_what_cannot_be_is_told_with_what_was_typed(payee, invoice, typed, status, told):
    answer = give_up(payee, invoice, **typed)

    assert answer.status_code == status
    assert told in words(answer)
    assert f'value="{typed["amount"]}"' in answer.content.decode()
    assert 'name="seen" value="171760"' in answer.content.decode()
    assert not WriteOff.objects.exists()


def test_the_customer_and_who_has_no_finance_role_are_not_offered_it(till: Till, payer, operator, invoice):
    for browser in (payer, operator):
        assert "Give up what is owed" not in page(browser, invoice)
        assert give_up(browser, invoice, amount="1", reason="x").status_code == 404
    assert give_up(till.browser(till.stage.scheduler), invoice, amount="1", reason="x").status_code == 403


def test_above_the_limit_it_waits_on_the_desk_for_a_second_operator(payer, payee, operator, second, invoice):
    assert f"{invoice.number} Mingchuan Medical" in words(operator.get(BOARD))
    assert "a second operator has to confirm it" in page(operator, invoice)

    kept = words(write_off(operator, invoice, "1717.60"))
    assert "Kept; it counts once another operator has confirmed it." in kept
    assert "Waits for a second operator" not in page(payee, invoice)
    assert "Confirm ¥1,717.60" not in page(operator, invoice)
    assert "The customer is insolvent." in words(second.get(BOARD))
    answer_at = f"{BOARD}{WriteOff.objects.get().pk}/"
    assert operator.post(answer_at, {"answer": "yes"}).status_code == 403

    assert "Confirm ¥1,717.60" in page(second, invoice)
    answer = words(second.post(answer_at, {"answer": "yes"}, follow=True))
    assert "Written off; both sides are told, and the provider is paid." in answer
    assert f"{invoice.number} Mingchuan Medical · Hengrui Precision – ¥1,717.60" in answer
    for browser in (payer, payee):
        told = page(browser, invoice)
        assert "Written off" in told
        assert "Borne by the marketplace The customer is insolvent. The marketplace" in told
    assert ", confirmed by " in page(operator, invoice)
    assert second.post(answer_at, {"answer": "no"}).status_code == 409


def test_the_booking_is_told_as_written_off_and_not_as_paid(till: Till, operator, invoice, settings):
    settings.FOUR_EYES_ABOVE = {"CNY": 10_000}
    PaymentPlan.objects.update(state="captured")
    assert "Payment Overdue" in words(till.booking_page(till.stage.buyer))

    write_off(operator, invoice, "1717.60")
    assert "Payment Written off" in words(till.booking_page(till.stage.buyer))


def test_not_confirmed_nothing_is_written_off(payee, operator, second, invoice):
    write_off(operator, invoice, "1717.60")
    answer_at = f"{BOARD}{WriteOff.objects.get().pk}/"

    assert "Not confirmed; nothing is written off." in words(
        second.post(answer_at, {"answer": "no"}, follow=True)
    )
    assert ", not confirmed by " in page(operator, invoice)
    assert "The customer is insolvent." not in page(payee, invoice)
    assert "Overdue" in page(payee, invoice)


def test_what_was_paid_meanwhile_is_told_before_it_is_confirmed(operator, second, invoice):
    write_off(operator, invoice, "1717.60")
    receive(invoice, 100_000)
    pay_invoices(invoice.customer, Money(100_000, "CNY"), timezone.now())

    assert "Only ¥717.60 is open by now" in page(second, invoice)
    refused = second.post(f"{BOARD}{WriteOff.objects.get().pk}/", {"answer": "yes"})
    assert refused.status_code == 422
    assert "¥717.60 of the invoice is open; no more can be written off." in words(refused)


def test_before_180_days_an_operator_reads_when(operator, invoice):
    Invoice.objects.update(due_on=invoice.due_on + timedelta(days=10))

    assert "In 10 days it may be written off, if it is not paid." in page(operator, invoice)
    assert "Nothing is that old." in words(operator.get(BOARD))
    assert write_off(operator, invoice, "1").status_code == 409


def test_the_customer_is_stopped_until_an_operator_puts_its_money_to_it(payer, operator, invoice):
    write_off(operator, invoice, "900")
    assert "The marketplace bears ¥900.00 that your firm has not paid" in words(payer.get("/invoices/"))
    assert "Stopped: the marketplace bears an invoice" in words(payer.get("/invoices/"))
    assert "Owed to the marketplace, which bore it 900.00" in page(payer, invoice)
    assert "Put it to the invoice" not in page(operator, invoice)
    receive(invoice, 90_000)
    assert "has ¥900.00 here that is not assigned yet" in page(operator, invoice)
    recover_at = f"/desk/invoices/{invoice.number}/recover/"

    too_much = operator.post(recover_at, {"seen": 90_000, "amount": "900.01"})
    assert (too_much.status_code, Recovery.objects.count()) == (422, 0)
    assert "At most ¥900.00 can be put to it." in words(too_much)
    done = words(confirmed(operator, recover_at, {"seen": 90_000, "amount": "900"}))
    assert "¥900.00 is put to it." in done
    assert "Made good by the customer −¥900.00" in page(payer, invoice)
    assert "Orders on terms are stopped" not in words(payer.get("/invoices/"))
    assert confirmed(operator, recover_at, {"seen": 90_000, "amount": "1"}).status_code == 409


def test_the_evidence_tells_what_was_given_up_and_written_off(payee, operator, invoice):
    give_up(payee, invoice, amount="17.60", reason="A gift.")
    invoice.refresh_from_db()
    write_off(operator, invoice, "700")
    response = payee.get(f"{invoice.get_absolute_url()}evidence.zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        table = list(csv.reader(io.StringIO(archive.read("write_offs.csv").decode("utf-8-sig"))))
        html = archive.read("evidence.html").decode()
        sums = list(csv.reader(io.StringIO(archive.read("invoice.csv").decode("utf-8-sig"))))

    assert [row[1:5] for row in table[1:]] == [
        ["provider", "17.60", "0.00", "CNY"],
        ["marketplace", "700.00", "0.00", "CNY"],
    ]
    assert table[2][5:] == ["The marketplace", "The customer is insolvent."]
    assert dict(zip(*sums, strict=True))["borne by the marketplace"] == "700.00"
    assert "The customer is insolvent." in html


@pytest.mark.parametrize(
    ("is_ours", "to_customer", "to_provider"),
    [
        (
            True,
            "orders nothing on terms until it is made good. Give INV",
            "The marketplace pays it to your firm, less its fee",
        ),
        (
            False,
            "your firm need not pay it any more.",
            "Your firm gave up ¥17.60 of what Mingchuan Medical owes",
        ),
    ],
)
def test_both_sides_finance_people_are_mailed(
    payer, payee, operator, invoice, is_ours, to_customer, to_provider
):
    User.objects.update(language="en")
    if is_ours:
        write_off(operator, invoice, "17.60")
    else:
        give_up(payee, invoice, amount="17.60", reason="A gift.")
    event = Event.objects.get(name=InvoiceWrittenOff.__name__)
    mail.outbox.clear()
    for name in registry.names_for(event.name):
        registry.subscriber(event.name, name)(event)

    customer, provider = mail.outbox
    assert "¥17.60" in customer.subject
    assert to_customer in customer.body
    assert to_provider in provider.body
    for letter in mail.outbox:
        assert WriteOff.objects.get().reason in letter.body
        assert invoice.get_absolute_url() in letter.body


def test_there_is_no_desk_of_it_where_payments_are_off(operator, settings):
    settings.PAYMENTS_BACKEND = "off"

    assert operator.get(BOARD).status_code == 404
