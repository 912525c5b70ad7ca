"""Balances are sums, as of any moment, whoever asks for them."""

from datetime import timedelta

from payments.enums import AccountKind
from payments.ledger import AccountKey
from payments.operations.balances import (
    balance_of,
    balances_of_booking,
    balances_of_marketplace,
    balances_of_owner,
)
from tests.factories import NOW
from tests.payments.posted import NOTHING, Told, new_booking, yuan

HOUR = timedelta(hours=1)
STRIPE, FEES, COMMISSION = (
    AccountKey(kind, "CNY") for kind in (AccountKind.STRIPE, AccountKind.FEES, AccountKind.COMMISSION)
)


def run(told):
    """Captured, settled an hour later, transferred another hour later."""
    told.capture(1000, fee=30, now=NOW)
    told.settle(900, commission=90, now=NOW + HOUR)
    told.transfer(810, now=NOW + 2 * HOUR)


def test_an_account_that_was_never_opened_stands_at_nothing(told):
    assert balance_of(told.clearing) == NOTHING


def test_a_balance_is_as_of_just_before_a_moment(told):
    run(told)
    moments = [NOW, NOW + timedelta(microseconds=1), NOW + HOUR, NOW + 2 * HOUR, None]

    assert [balance_of(told.clearing, before=moment).minor for moment in moments] == [
        0,
        -1000,
        -1000,
        -100,
        -100,
    ]
    assert [balance_of(told.payable, before=moment).minor for moment in moments] == [0, 0, 0, -810, 0]


def test_a_booking_tells_what_it_did_to_every_account(told):
    other = Told(new_booking())
    run(told)
    run(other)

    assert balances_of_booking(told.booking.pk) == {
        STRIPE: yuan(160),
        FEES: yuan(30),
        told.clearing: yuan(-100),
        told.payable: yuan(0),
        COMMISSION: yuan(-90),
    }
    assert balances_of_booking(told.booking.pk, before=NOW + HOUR) == {
        STRIPE: yuan(970),
        FEES: yuan(30),
        told.clearing: yuan(-1000),
    }


def test_an_organisation_and_the_marketplace_have_their_own(told):
    run(told)
    run(Told(new_booking()))

    assert balances_of_owner(told.booking.provider_id, before=NOW + 2 * HOUR) == {told.payable: yuan(-810)}
    assert balances_of_owner(told.booking.customer_id) == {}
    assert balances_of_marketplace() == {STRIPE: yuan(320), FEES: yuan(60), COMMISSION: yuan(-180)}


def test_many_accounts_cost_no_more_queries_than_one(told, django_assert_num_queries):
    run(told)
    for ask in (
        lambda: balance_of(told.clearing),
        balances_of_marketplace,
        lambda: balances_of_booking(told.booking.pk),
    ):
        with django_assert_num_queries(2):
            ask()
