"""Names of accounts: whose an account is follows from its kind."""

import pytest

from marketplace.money import UnknownCurrency
from payments.enums import OF_A_BOOKING, OF_AN_ORGANISATION, AccountKind
from payments.ledger import AccountKey, WrongAccount


@pytest.mark.parametrize("kind", AccountKind)
@pytest.mark.parametrize(("owner_id", "booking_id"), [(None, None), (1, None), (None, 1), (1, 1)])
def test_a_kind_belongs_to_nobody_to_an_organisation_or_to_a_booking(kind, owner_id, booking_id):
    fits = (kind in OF_AN_ORGANISATION, kind in OF_A_BOOKING) == (owner_id == 1, booking_id == 1)
    try:
        AccountKey(kind, "CNY", owner_id, booking_id)
    except WrongAccount:
        assert not fits
    else:
        assert fits


def test_an_account_has_a_currency_that_is_dealt_in():
    with pytest.raises(UnknownCurrency):
        AccountKey(AccountKind.BANK, "XTS")


def test_an_account_tells_what_it_is_whose_and_in_which_currency():
    keys = [
        AccountKey(AccountKind.STRIPE, "CNY"),
        AccountKey(AccountKind.PAYABLE, "EUR", owner_id=7),
        AccountKey(AccountKind.CLEARING, "CNY", booking_id=9),
    ]

    assert [str(key) for key in keys] == ["stripe CNY", "payable:o7 EUR", "clearing:b9 CNY"]
