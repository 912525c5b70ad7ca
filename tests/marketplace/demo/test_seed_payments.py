"""What was paid in the demo was paid as people pay: every page of money has something to show."""

from collections import Counter

import pytest
from django.test import override_settings

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.accounts.models import Organisation
from marketplace.demo.seeding.payments import make_payments
from marketplace.demo.seeding.people import FIRST_CUSTOMER, FIRST_PROVIDER
from payments.enums import AccountKind, BankLineState, ChargebackState, LineState, PaymentState, Rail
from payments.ledger import AccountKey
from payments.models import BankLine, Bill, BillLine, Chargeback, PaymentOperation, PaymentPlan
from payments.operations.balances import balance_of
from payments.operations.banking.suggesting import suggest
from payments.operations.invariants import violations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paid")]


@pytest.fixture(scope="module")
def paid(told, django_db_blocker):
    """Once for the module, as the demo itself."""
    with django_db_blocker.unblock(), override_settings(PAYMENTS_BACKEND="sandbox"):
        make_payments(told.now)
        yield


def plans():
    return PaymentPlan.objects.exclude(rail=Rail.NET_TERMS).select_related("booking")


def test_the_books_agree_and_no_request_is_left_behind(now):
    assert list(violations()) == []
    assert not PaymentOperation.objects.due(now).exists()


def test_bookings_of_every_kind_are_paid_and_some_of_them_the_first_customers():
    states = Counter(plan.booking.state for plan in plans())

    assert {*states} >= {BookingState.COMPLETED, BookingState.DELIVERED, BookingState.CONFIRMED}
    assert all(plan.state != PaymentState.CREATED for plan in plans())
    assert plans().filter(booking__customer__slug=FIRST_CUSTOMER).exists()


def test_what_the_first_provider_has_to_answer_is_secured():
    asked = Booking.objects.filter(provider__slug=FIRST_PROVIDER, state=BookingState.REQUESTED)

    assert asked.exists()
    assert {booking.payment_plan.state for booking in asked} <= {"authorised", "captured"}


def test_the_provider_has_had_a_payout_and_waits_for_another():
    provider = Organisation.objects.get(slug=FIRST_PROVIDER)

    assert PaymentOperation.objects.filter(kind="transfer", state="done").exists()
    assert balance_of(AccountKey(AccountKind.PAYABLE, "CNY", provider.pk)).minor < 0


def test_what_is_over_has_its_bill_and_one_line_is_disputed():
    over = plans().filter(booking__state__in=[BookingState.COMPLETED, BookingState.DELIVERED])

    assert {*Bill.objects.values_list("booking", flat=True)} >= {plan.booking_id for plan in over}
    assert BillLine.objects.filter(state=LineState.DISPUTED).count() == 1
    assert BillLine.objects.filter(
        state=LineState.OPEN, bill__booking__customer__slug=FIRST_CUSTOMER
    ).exists()


def test_operators_find_a_chargeback_to_answer_and_a_line_of_the_bank_to_confirm():
    assert Chargeback.objects.get().state == ChargebackState.TO_ANSWER
    suggested = [suggest(line, []) for line in BankLine.objects.filter(state=BankLineState.OPEN)]
    assert sorted(bool(each and each.is_sure) for each in suggested) == [False, True]


def test_it_is_paid_once(now):
    before = PaymentOperation.objects.count()

    make_payments(now)

    assert PaymentOperation.objects.count() == before
