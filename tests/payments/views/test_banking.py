"""Paying by bank on the pages: from the account shown to the buyer to the operator's confirmation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import holds
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import BankLineState, Rail
from payments.models import BankLine, BankTask, Journal
from payments.operations.banking.asking import ask_refund
from payments.operations.banking.confirming import confirm
from payments.operations.banking.statements.headings import FIELDS, bare
from payments.operations.banking.tasks import come_back
from payments.shown.statement_columns import COLUMNS, EXAMPLE
from payments.views.moving_on import move_on
from tests import factories
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.payments.accounts import account_in_use
from tests.payments.teller import HEADINGS, Teller, written
from tests.payments.terms import TermsDeal, invoiced
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return signed_in(factories.operator(), **ENGLISH)


def send_statement(desk: Client, *lines: str, currency: str = "CNY"):
    file = SimpleUploadedFile("march.csv", "\n".join([HEADINGS, *lines]).encode("gb18030"))
    return desk.post("/desk/bank/", {"file": file, "currency": currency}, follow=True)


def test_a_booking_is_paid_by_bank_from_the_account_shown_to_the_request_sent(till: Till, desk: Client):
    response = till.begin(Rail.MANUAL)
    assert response["Location"] == till.address("transfer")
    told = words(till.get("transfer"))
    assert f"Reference, in the text of the transfer {till.booking.reference}" in told
    assert "Amount ¥1,717.60" in told
    assert "0000 0000 0000 0000" in told

    taken = send_statement(
        desk, written(till.plan.quoted, f"机时费 {till.booking.reference}", name="苏州明川医疗器械")
    )
    line = BankLine.objects.get()
    assert "1 new line." in words(taken)
    assert f"{till.booking.reference} · Mingchuan Medical · ¥1,717.60" in words(taken)
    address = f"/desk/bank/{line.pk}/"
    sent = form(taken, address)
    assert sent["csrfmiddlewaretoken"]
    confirmed = desk.post(address, sent, follow=True)

    assert f"The money is secured for {till.booking.reference}." in words(confirmed)
    assert till.state == "requested"
    told = words(till.booking_page(till.stage.buyer))
    assert "Captured ¥1,717.60" in told
    assert "¥1,717.60 came by bank on Mon 1 Mar" in told
    line.refresh_from_db()
    assert line.state == BankLineState.MATCHED


def begun(till: Till) -> None:
    till.begin(Rail.MANUAL)


def line_of(desk: Client, amount: Money, text: str = "", name: str = "") -> BankLine:
    send_statement(desk, written(amount, text, name=name))
    return BankLine.objects.latest("pk")


def test_before_anything_is_chosen_the_checkout_says_what_a_bank_transfer_is(till: Till):
    told = words(till.get())

    assert "To the marketplace’s own account, with a reference" in told
    assert "sends refunds the same way" in told
    assert "Get the account to send ¥1,717.60 to" in told
    assert "escrow" not in told


def test_a_part_is_told_to_the_buyer_with_what_is_missing(till: Till, desk: Client):
    begun(till)
    line = line_of(desk, Money(100_000, "CNY"), till.booking.reference)

    response = desk.post(f"/desk/bank/{line.pk}/", {f"amount_{till.plan.pk}": "1,000.00"}, follow=True)

    assert "it does not secure a booking yet" in words(response)
    assert "¥1,000.00 is there, and ¥717.60 is missing" in words(till.get("transfer"))
    assert "¥1,000.00 came by bank, and ¥717.60 is missing." in words(till.booking_page(till.stage.buyer))
    assert till.state == "held"


def test_another_way_can_be_chosen_while_nothing_has_come(till: Till):
    begun(till)

    assert "You chose to pay by bank transfer" in words(till.get())
    till.secure(Rail.PREPAY)

    assert till.state == "requested"


def test_after_the_hold_the_page_says_where_the_money_is(till: Till, desk: Client):
    begun(till)
    holds.withdraw(booking=Booking.objects.get(), by=till.stage.buyer, now=timezone.now())
    line = line_of(desk, till.plan.quoted, till.booking.reference)
    desk.post(f"/desk/bank/{line.pk}/", {f"amount_{till.plan.pk}": "1717.60"})

    told = words(till.get("transfer"))

    assert "The hold has ended" in told
    assert "¥1,717.60 is on its way back; an operator sends it." in told


def test_a_file_with_a_line_that_cannot_be_read_is_told_by_line(desk: Client, till: Till):
    response = send_statement(desk, written(Money(100, "CNY")).replace("2027-03-01", "soon"))

    assert response.status_code == 422
    assert "1 line cannot be read" in words(response)
    assert "2 交易日期 soon It is not a day such as 2027-03-01." in words(response)
    assert BankLine.objects.count() == 0


def test_the_columns_that_a_file_needs_are_told_with_an_example_that_is_taken(desk: Client, till: Till):
    told = words(desk.get("/desk/bank/"))
    for column in COLUMNS:
        assert f"{column.what} {' · '.join(column.headings)} {column.need}" in told
        assert {FIELDS[bare(heading)] for heading in column.headings} == {FIELDS[bare(column.headings[0])]}
    for line in EXAMPLE:
        assert line in told

    file = SimpleUploadedFile("example.csv", "\n".join(EXAMPLE).encode())
    desk.post("/desk/bank/", {"file": file, "currency": "CNY"})

    assert [line.minor for line in BankLine.objects.order_by("number")] == [1717_60, -300_00]


def test_a_file_without_the_columns_is_told_which_it_needs(desk: Client, till: Till):
    file = SimpleUploadedFile("list.csv", b"Name,Place\nHengrui,Suzhou")

    answer = desk.post("/desk/bank/", {"file": file, "currency": "CNY"})

    assert "It needs a column such as 交易日期 or Date, and 贷方发生额 with 借方发生额" in words(answer)
    assert "<details open><summary>Which columns a CSV needs" in answer.content.decode()


def test_a_file_that_is_no_statement_is_refused_at_its_field(desk: Client, till: Till):
    file = SimpleUploadedFile("picture.png", b"\x89PNG\x00\x01")

    response = desk.post("/desk/bank/", {"file": file, "currency": "CNY"})

    assert response.status_code == 422
    assert "This is no bank statement that can be read" in words(response)


@pytest.mark.parametrize("typed", ["2,000", "-5", "much", "0"])
def test_a_match_that_cannot_be_is_told_and_nothing_is_posted(till: Till, desk: Client, typed: str):
    begun(till)
    line = line_of(desk, till.plan.quoted)

    response = desk.post(f"/desk/bank/{line.pk}/", {f"amount_{till.plan.pk}": typed})

    assert response.status_code == 422
    assert "Nothing was changed" in words(response)
    assert Journal.objects.count() == 0


def test_who_comes_second_is_told_how_it_stands(till: Till, desk: Client):
    begun(till)
    line = line_of(desk, till.plan.quoted)
    sent = {f"amount_{till.plan.pk}": "1717.60"}
    desk.post(f"/desk/bank/{line.pk}/", sent)

    response = desk.post(f"/desk/bank/{line.pk}/", sent)

    assert response.status_code == 409
    assert "Somebody decided this already" in words(response)


def test_a_line_is_set_aside_with_a_reason_and_taken_back(till: Till, desk: Client):
    line = line_of(desk, Money(-1_000, "CNY"), "Fee")
    address = f"/desk/bank/{line.pk}/"
    assert desk.post(address, {"act": "aside", "reason": ""}).status_code == 422

    desk.post(address, {"act": "aside", "reason": "The bank’s fee"})
    assert "The bank’s fee" in words(desk.get("/desk/bank/?tab=set_aside"))
    desk.post(address, {"act": "back"})

    line.refresh_from_db()
    assert line.state == BankLineState.OPEN


def test_a_match_by_mistake_is_undone_and_the_line_tells_so(till: Till, desk: Client):
    begun(till)
    line = line_of(desk, Money(100_000, "CNY"), till.booking.reference)
    address = f"/desk/bank/{line.pk}/"
    desk.post(address, {f"amount_{till.plan.pk}": "1,000.00"})
    assert "Matched by mistake" in words(desk.get(address))

    assert "Say why it is undone." in words(desk.post(address, {"act": "undo", "reason": ""}))
    response = desk.post(address, {"act": "undo", "reason": "Another firm of that name"}, follow=True)

    assert "The match is undone, and the line is to be matched again." in words(response)
    told = words(desk.get(address))
    assert "undid the match to Mingchuan Medical: Another firm of that name" in told
    assert "Matched by mistake" not in told
    assert "¥1,000.00 came" not in words(till.booking_page(till.stage.buyer))


def test_a_line_tells_which_invoices_it_paid(desk: Client, settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal()
    deal.grant()
    invoice = deal.invoice()
    send_statement(desk, written(invoice.outstanding, invoice.number))
    line = BankLine.objects.get()
    shown = desk.get(f"/desk/bank/{line.pk}/")
    assert f"{invoice.number} · {invoice.customer.name_en} ·" in words(shown)

    answer = desk.post(
        f"/desk/bank/{line.pk}/", {"customer": shown.context["form"]["customer"].value()}, follow=True
    )

    assert f"It pays {invoice.number} of {invoice.customer.name_en}." in words(answer)
    told = words(desk.get(f"/desk/bank/{line.pk}/"))
    assert f"{invoice.customer.name_en} · {invoice.number} · Invoice" in told

    desk.post(f"/desk/bank/{line.pk}/", {"act": "undo", "reason": "Another firm of that name"})
    page = words(signed_in(deal.buyer, **ENGLISH).get(invoice.get_absolute_url()))
    assert "Matched by mistake, taken back −¥1,288.20" in page
    booking = words(signed_in(deal.buyer, **ENGLISH).get(invoice.booking.get_absolute_url()))
    assert "Due on terms ¥1,288.20" in booking
    assert "Still open of the invoice 1,288.20" in page


def test_the_list_of_matched_lines_tells_what_each_was_matched_to(till: Till, desk: Client):
    begun(till)
    booked = line_of(desk, till.plan.quoted, till.booking.reference)
    desk.post(f"/desk/bank/{booked.pk}/", {f"amount_{till.plan.pk}": "1717.60"})
    task = returned_by(desk, till.booking.customer)

    shown = desk.get("/desk/bank/?tab=matched")

    told, address = words(shown), f"/desk/bank/tasks/{task.pk}/"
    customer = till.booking.customer.name_en
    assert f"¥1,717.60 {customer} · {till.booking.reference} · secured" in told
    assert f"¥300.00 {customer} · not assigned yet" in told
    assert f"¥300.00 {customer} · Refund {task.reference} · came back" in told
    body = shown.content.decode()
    assert f'href="{till.booking.get_absolute_url()}"' in body
    assert body.count(f'href="{address}"') == 2


def returned_by(desk: Client, customer: Organisation) -> BankTask:
    """Sent back by bank, and come back to us."""
    teller = Teller(factories.operator(), timezone.now())
    task = teller.task_of(factories.member(customer), Money(300_00, "CNY"))
    teller.send(task, factories.operator())
    line = teller.receive(task.amount, "RETURNED")
    come_back(line=line, task=BankTask.objects.get(), by=teller.by, now=teller.now)
    return task


def test_the_list_of_matched_lines_takes_as_many_queries_for_many(till: Till, desk: Client):
    returned_by(desk, till.booking.customer)
    with CaptureQueriesContext(connection) as few:
        desk.get("/desk/bank/?tab=matched")
    teller = Teller(factories.operator(), timezone.now())
    for _each in range(3):
        teller.task_of(factories.member(till.booking.customer), Money(300_00, "CNY"))

    with CaptureQueriesContext(connection) as many:
        desk.get("/desk/bank/?tab=matched")

    assert len(many) == len(few)


def test_a_match_that_secured_a_booking_stays_and_says_what_to_do(till: Till, desk: Client):
    begun(till)
    line = line_of(desk, till.plan.quoted, till.booking.reference)
    address = f"/desk/bank/{line.pk}/"
    desk.post(address, {f"amount_{till.plan.pk}": "1717.60"})

    response = desk.post(address, {"act": "undo", "reason": "x"})

    assert response.status_code == 422
    assert "Cancel what it pays, and the money is sent back to the customer." in words(response)
    assert till.state == "requested"


def test_money_goes_back_by_four_eyes_and_the_statement_proves_it(till: Till, desk: Client):
    other = signed_in(factories.operator(), **ENGLISH)
    line = line_of(desk, Money(300_00, "CNY"), name="苏州明川医疗器械")
    desk.post(f"/desk/bank/{line.pk}/", {"customer": str(till.booking.customer_id)})
    assert "Mingchuan Medical ¥300.00" in words(desk.get("/desk/bank/credits/"))
    desk.post("/desk/bank/credits/", {"row": f"{till.booking.customer_id}-CNY", "act": "return"})
    task = BankTask.objects.get()
    address = f"/desk/bank/tasks/{task.pk}/"
    assert 'value="6222 0001"' in desk.get(address).content.decode()

    sent = {"act": "prepare", "holder": "苏州明川", "account": "9999", "bank": ""}
    assert "You prepared it: another operator has to release it." in words(
        desk.post(address, sent, follow=True)
    )
    assert desk.post(address, {"act": "release"}).status_code == 422
    assert "Make the transfer at the bank" in words(other.post(address, {"act": "release"}, follow=True))
    out = line_of(desk, Money(-300_00, "CNY"), task.reference)
    desk.post(f"/desk/bank/{out.pk}/", {"act": "prove", "task": str(task.pk)})

    assert "Proven by" in words(desk.get(address))
    assert "No customer has unassigned money here" in words(desk.get("/desk/bank/credits/"))
    again = line_of(desk, Money(300_00, "CNY"), "RETURNED")
    assert "Or something that came back" in words(desk.get(f"/desk/bank/{again.pk}/"))
    desk.post(f"/desk/bank/{again.pk}/", {"act": "returned", "task": str(task.pk)})
    assert "Mingchuan Medical ¥300.00" in words(desk.get("/desk/bank/credits/"))


def test_what_was_to_go_back_stays_here_for_a_reason_and_the_customer_is_told(till: Till, desk: Client):
    now, amount, customer = timezone.now(), Money(300_00, "CNY"), till.booking.customer
    line = line_of(desk, amount)
    confirm(line=line, customer=customer, shares=[], by=factories.operator(), now=now)
    invoice = invoiced(till.booking, till.stage.buyer, now=now)
    payer = till.browser(factories.member(customer, Role.FINANCE))
    task = ask_refund(customer=customer, purpose="freed 1", amount=amount, now=now, plan=till.plan)
    for page in (invoice, till.booking):
        assert "¥300.00 is sent back by bank" in words(payer.get(page.get_absolute_url()))
    address = f"/desk/bank/tasks/{task.pk}/"
    assert "Keep ¥300.00 here" in words(desk.get(address))

    assert "Say why it stays here." in words(desk.post(address, {"act": "keep", "reason": " "}))
    desk.post(address, {"act": "keep", "reason": "They pay another invoice"})
    assert "kept it here: They pay another invoice" in words(desk.get(address))
    assert "Put ¥300.00 to invoices" in words(desk.get("/desk/bank/credits/"))
    for page in (invoice, till.booking):
        assert "¥300.00 was to go back, and stays the customer’s" in words(payer.get(page.get_absolute_url()))


def test_what_a_customer_has_here_is_put_to_a_booking(till: Till, desk: Client):
    begun(till)
    line = line_of(desk, till.plan.quoted)
    desk.post(f"/desk/bank/{line.pk}/", {"customer": str(till.booking.customer_id)})

    row = f"{till.booking.customer_id}-CNY"
    desk.post("/desk/bank/credits/", {"row": row, "act": str(till.plan.pk)})

    assert till.state == "requested"


def test_what_a_customer_has_here_is_put_to_its_invoices(till: Till, desk: Client):
    line, operator = line_of(desk, Money(300_00, "CNY")), factories.operator()
    confirm(line=line, customer=till.booking.customer, shares=[], by=operator, now=timezone.now())
    invoice = invoiced(till.booking, till.stage.buyer, now=timezone.now())
    assert "Put ¥300.00 to invoices" in words(desk.get("/desk/bank/credits/"))

    row = f"{till.booking.customer_id}-CNY"
    done = desk.post("/desk/bank/credits/", {"row": row, "act": "invoices"}, follow=True)
    assert "¥300.00 is put to what Mingchuan Medical owes." in words(done)
    assert "No customer has unassigned money here" in words(done)
    invoice.refresh_from_db()
    assert invoice.open_minor == invoice.total_minor - 300_00
    payer = till.browser(factories.member(invoice.customer, Role.FINANCE))
    assert "Invoice Money that was here ¥300.00" in words(payer.get(invoice.get_absolute_url()))


def test_from_a_refused_form_the_other_language_leads_to_the_form(till: Till, desk: Client):
    form_at = "http://testserver/desk/bank/credits/?page=1"
    refused = desk.post("/desk/bank/credits/", {}, headers={"referer": form_at})

    assert refused.status_code == 422
    assert f'name="next" value="{form_at}"' in refused.content.decode()


def test_the_provider_is_told_that_an_operator_pays_it_by_bank(till: Till, desk: Client):
    begun(till)
    line = line_of(desk, till.plan.quoted)
    desk.post(f"/desk/bank/{line.pk}/", {f"amount_{till.plan.pk}": "1717.60"})
    till.complete()
    move_on(till.plan.pk)

    told = words(till.booking_page(till.stage.scheduler))
    assert "Waits until your bank account is entered, confirmed and a day old" in told
    account_in_use(till.booking.provider, now=timezone.now())

    told = words(till.booking_page(till.stage.scheduler))

    assert "To prepare 1" in words(desk.get("/desk/bank/tasks/"))
    assert "Is sent by bank from" in told
    assert "Set up payouts" not in told
    assert "No account is set up" not in told
