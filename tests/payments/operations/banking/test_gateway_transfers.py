"""Bank transfers that the gateway takes: in parts, too much, and for what nobody holds any more."""

from datetime import timedelta

import pytest

from capacity.enums import BookingState as State
from capacity.models import Booking
from capacity.operations import holds
from capacity.operations.refusals import IllegalStep
from payments.enums import AccountKind, OperationKind, Rail
from payments.enums import PaymentState as Paid
from payments.ledger import AccountKey
from payments.operations.balances import balance_of
from payments.operations.invariants import violations
from payments.sandbox import acting
from payments.sandbox.rows import SandboxObject
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(settings) -> Deal:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Deal(Desk(), days=5)


def in_currency(deal: Deal, currency: str) -> int:
    """The total; a hundredth of the yuan price is a price in any other currency."""
    Booking.objects.filter(pk=deal.booking.pk).update(currency=currency)
    deal.booking.refresh_from_db()
    return deal.booking.total_minor


def arrives(deal: Deal, amount: int) -> None:
    (payment,) = SandboxObject.objects.filter(
        kind="payment_intent", body__currency=deal.plan.currency.lower()
    )
    acting.money_arrives(payment_ref=payment.ref, amount=amount, now=deal.now)
    deal.advance()


@pytest.mark.parametrize("currency", ["EUR", "USD", "JPY"])
def test_the_request_goes_out_once_all_of_the_money_is_there(deal: Deal, currency: str):
    total = in_currency(deal, currency)
    deal.pay(Rail.BANK_TRANSFER, "pm_bank_transfer")
    assert deal.state == (State.HELD, Paid.CREATED)
    assert Booking.objects.get().held_until == deal.booking.created_at + timedelta(days=3)

    deal.desk.after(days=2)
    arrives(deal, total - 1)
    assert deal.state == (State.HELD, Paid.CREATED)
    arrives(deal, 1)

    assert deal.state == (State.REQUESTED, Paid.CAPTURED)
    deal.settle_books()
    held = balance_of(AccountKey(AccountKind.CLEARING, currency, booking_id=deal.booking.pk))
    assert held.minor == -total
    assert list(violations()) == []


def test_too_much_stays_the_payers_with_the_gateway(deal: Deal):
    total = in_currency(deal, "EUR")
    deal.pay(Rail.BANK_TRANSFER, "pm_bank_transfer")

    arrives(deal, total + 500)

    assert deal.state == (State.REQUESTED, Paid.CAPTURED)
    customers = SandboxObject.objects.filter(kind="customer")
    assert [row.hidden["cash"] for row in customers if "cash" in row.hidden] == [{"eur": 500}]


def test_when_the_hold_ends_nobody_waits_for_it_and_what_came_is_the_payers(deal: Deal):
    total = in_currency(deal, "EUR")
    deal.pay(Rail.BANK_TRANSFER, "pm_bank_transfer")
    arrives(deal, total - 500)
    booking = Booking.objects.get(pk=deal.booking.pk)
    holds.withdraw(booking=booking, by=deal.buyer, now=deal.now)

    deal.advance()

    assert (OperationKind.RELEASE, "done") in deal.asked()
    payment = SandboxObject.objects.get(kind="payment_intent", body__currency="eur")
    assert payment.body["status"] == "canceled"
    customers = SandboxObject.objects.filter(kind="customer")
    assert [row.hidden["cash"] for row in customers if "cash" in row.hidden] == [{"eur": total - 500}]


def test_yuan_are_not_taken_by_the_gateways_bank(deal: Deal):
    with pytest.raises(IllegalStep):
        deal.begin(Rail.BANK_TRANSFER)
