"""Paying by bank on the pages: from the account shown to the buyer to the operator's confirmation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from payments.enums import BankLineState, Rail
from payments.models import BankLine
from tests import factories
from tests.capacity.views.reading import form, words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.payments.teller import HEADINGS, written
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
    confirmed = desk.post(address, form(taken, address), follow=True)

    assert f"The money is secured for {till.booking.reference}." in words(confirmed)
    assert till.state == "requested"
    told = words(till.booking_page(till.stage.buyer))
    assert "Captured ¥1,717.60" in told
    assert "It came by bank on" in told
    line.refresh_from_db()
    assert line.state == BankLineState.MATCHED
