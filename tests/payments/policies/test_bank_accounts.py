"""Which accounts can be one."""

import pytest

from payments.policies.bank_accounts import AccountDetails, faults

YUAN = AccountDetails("CNY", "苏州恒锐", "6222020200112233445", "工商银行", "102100099996")
EURO = AccountDetails("EUR", "Hengrui", "DE89370400440532013000", "Commerzbank", "COBADEFFXXX")


def wrong(**told: str) -> list[str]:
    details = {**vars(EURO if told.get("currency", "EUR") != "CNY" else YUAN), **told}
    return sorted(faults(AccountDetails(**details).tidied()))


def test_an_account_of_each_kind_is_taken_with_the_blanks_that_people_type():
    assert wrong(currency="CNY", number="6222 0202 0011 2233 445") == []
    assert wrong(number="de89 3704 0044 0532 0130 00", code="cobadeff") == []
    assert wrong(currency="CNY", number="6222-0202-0011-2233-445") == []
    assert wrong(currency="USD", number="0532013000", code="CITIUS33") == []


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"number": "DE88370400440532013000"}, ["number"]),
        ({"number": "DE8937040044053201300"}, ["number"]),
        ({"code": "COBADEFFXX"}, ["code"]),
        ({"code": "102100099996"}, ["code"]),
        ({"currency": "CNY", "code": "COBADEFFXXX"}, ["code"]),
        ({"currency": "CNY", "number": "DE89370400440532013000"}, ["number"]),
        ({"currency": "CNY", "number": "1234567"}, ["number"]),
        ({"currency": "CNY", "number": "-6222020200112233445"}, ["number"]),
        ({"currency": "USD", "number": "-0532013000", "code": "CITIUS33"}, ["number"]),
        ({"holder": " ", "bank": ""}, ["bank", "holder"]),
    ],
)
def test_what_can_be_no_account_is_told_by_field(told, fields):
    assert wrong(**told) == fields
