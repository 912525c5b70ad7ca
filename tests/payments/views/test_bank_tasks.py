"""What operators send by bank: who prepares and who releases see where the money came from."""

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.money import Money
from payments.models import BankTask
from payments.operations.banking.confirming import confirm
from payments.operations.banking.tasks import Recipient, prepare
from payments.operations.banking.unapplied import return_credit
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.payments.teller import Teller

pytestmark = pytest.mark.django_db

ELSEWHERE = "It goes to a different account from the one the money came from"
FILLED_IN = "The account filled in below is not the one that the money came from"


@pytest.fixture
def teller(settings) -> Teller:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Teller(factories.operator(), timezone.now())


@pytest.fixture
def refund(teller: Teller) -> BankTask:
    """Of what came from 6222 0001."""
    return teller.task_of(factories.member(factories.organisation()))


@pytest.fixture
def releasing() -> Client:
    return signed_in(factories.operator(), **ENGLISH)


def address(task: BankTask) -> str:
    return f"/desk/bank/tasks/{task.pk}/"


def prepared(teller: Teller, task: BankTask, account: str) -> None:
    recipient = Recipient("Somebody", account, "ICBC")
    prepare(task=task, recipient=recipient, by=teller.by, now=teller.now)


def test_who_releases_a_refund_sees_that_it_goes_to_another_account_than_the_money_came_from(
    teller: Teller, refund: BankTask, releasing: Client
):
    prepared(teller, refund, "6217 9999")

    told = words(releasing.get(address(refund)))

    assert "Account number 6217 9999" in told
    assert "This customer paid from 6222 0001" in told
    assert ELSEWHERE in told


def test_the_same_account_written_otherwise_is_no_other(teller: Teller, refund: BankTask, releasing: Client):
    prepared(teller, refund, "6222-0001")

    told = words(releasing.get(address(refund)))

    assert "This customer paid from 6222 0001" in told
    assert ELSEWHERE not in told


def test_who_prepares_is_warned_where_the_last_refund_went_elsewhere_than_the_money_came_from(
    teller: Teller, refund: BankTask, releasing: Client
):
    assert FILLED_IN not in words(releasing.get(address(refund)))
    teller.send(refund, factories.operator())
    buyer = factories.member(refund.recipient)
    again = teller.task_of(buyer, Money(200_00, "CNY"))

    told = releasing.get(address(again))

    assert 'value="6222 7777"' in told.content.decode()
    assert FILLED_IN in words(told)
    assert ELSEWHERE not in words(releasing.get(address(refund)))


def test_a_refund_of_money_that_the_bank_told_no_account_of_says_so(teller: Teller, releasing: Client):
    line = teller.receive(Money(100_00, "CNY"), account="")
    customer = factories.organisation()
    confirm(line=line, customer=customer, shares=[], by=teller.by, now=teller.now)
    task = return_credit(customer=customer, amount=line.amount, by=teller.by, now=teller.now)

    told = words(releasing.get(address(task)))

    assert "This customer paid from the bank named no account" in told
    assert FILLED_IN not in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-6222 0001", "An account number has 4 to 34 digits and letters"),
        ("6222****0001", "An account number has 4 to 34 digits and letters"),
        ("GB82 WEST 1234 5698 7654 33", "This is not a valid IBAN"),
    ],
)
def test_what_can_be_no_account_is_told_at_its_field(
    refund: BankTask, releasing: Client, typed: str, told: str
):
    said = {"act": "prepare", "holder": "Somebody", "account": typed, "bank": ""}

    answer = releasing.post(address(refund), said)

    assert answer.status_code == 422
    assert told in words(answer).partition("Account number")[2][:200]
    refund.refresh_from_db()
    assert refund.state == "due"


def test_a_number_of_any_country_is_taken_as_the_bank_writes_it(refund: BankTask, releasing: Client):
    said = {"act": "prepare", "holder": "Somebody", "account": "GB82 WEST 1234 5698 7654 32", "bank": ""}

    releasing.post(address(refund), said)

    refund.refresh_from_db()
    assert refund.account == "GB82 WEST 1234 5698 7654 32"
