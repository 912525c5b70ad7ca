"""What each event does to the accounts, entry by entry, as the plan of postings has it."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.money import Money
from payments.enums import AccountKind
from payments.ledger import Unbalanced, balanced, negated, postings

BOOKING, PROVIDER, CUSTOMER = {"booking_id": 9}, {"provider_id": 7}, {"customer_id": 8}


def cny(minor):
    return Money(minor, "CNY")


def eur(minor):
    return Money(minor, "EUR")


CASES = {
    "captured": (
        BOOKING | {"amount": cny(1000), "fee": cny(30)},
        "clearing:b9 CNY -1000, fees CNY +30, stripe CNY +970",
    ),
    "settled": (
        BOOKING | PROVIDER | {"used": cny(900), "commission": cny(90)},
        "clearing:b9 CNY +900, commission CNY -90, payable:o7 CNY -810",
    ),
    "unsettled": (
        BOOKING | PROVIDER | {"amount": cny(900), "commission": cny(90)},
        "clearing:b9 CNY -900, commission CNY +90, payable:o7 CNY +810",
    ),
    "transferred": (PROVIDER | {"amount": cny(810)}, "payable:o7 CNY +810, stripe CNY -810"),
    "transfer_reversed": (PROVIDER | {"amount": cny(810)}, "payable:o7 CNY -810, stripe CNY +810"),
    "refunded": (BOOKING | {"amount": cny(100)}, "clearing:b9 CNY +100, stripe CNY -100"),
    "refund_failed": (CUSTOMER | {"amount": cny(100)}, "refund_owed:o8 CNY -100, stripe CNY +100"),
    "refund_credited": (CUSTOMER | {"amount": cny(100)}, "refund_owed:o8 CNY +100, unapplied:o8 CNY -100"),
    "dispute_opened": (
        BOOKING | {"amount": cny(500), "fee": cny(15)},
        "dispute_open:b9 CNY +500, fees CNY +15, stripe CNY -515",
    ),
    "dispute_won": (
        BOOKING | {"amount": cny(500), "fee": cny(0)},
        "dispute_open:b9 CNY -500, stripe CNY +500",
    ),
    "dispute_lost": (
        BOOKING | {"amount": cny(500)},
        "clearing:b9 CNY +500, dispute_open:b9 CNY -500",
    ),
    "loss_borne": (BOOKING | {"amount": cny(500)}, "clearing:b9 CNY -500, dispute_loss CNY +500"),
    "invoiced": (
        BOOKING | CUSTOMER | {"net": cny(1000), "vat": cny(60)},
        "clearing:b9 CNY -1000, receivable:o8 CNY +1060, vat CNY -60",
    ),
    "credited": (
        BOOKING | CUSTOMER | {"net": cny(1000), "vat": cny(60)},
        "clearing:b9 CNY +1000, receivable:o8 CNY -1060, vat CNY +60",
    ),
    "bank_money_received": (CUSTOMER | {"amount": cny(50)}, "bank CNY +50, unapplied:o8 CNY -50"),
    "unapplied_returned": (CUSTOMER | {"amount": cny(50)}, "bank CNY -50, unapplied:o8 CNY +50"),
    "allocated_to_invoices": (
        CUSTOMER | {"amount": cny(50)},
        "receivable:o8 CNY -50, unapplied:o8 CNY +50",
    ),
    "allocated_to_booking": (
        CUSTOMER | BOOKING | {"amount": cny(50)},
        "clearing:b9 CNY -50, unapplied:o8 CNY +50",
    ),
    "written_off": (CUSTOMER | {"amount": cny(50)}, "bad_debt CNY +50, receivable:o8 CNY -50"),
    "recovered": (CUSTOMER | {"amount": cny(50)}, "bad_debt CNY -50, unapplied:o8 CNY +50"),
    "interest_charged": (
        CUSTOMER | PROVIDER | {"amount": cny(5)},
        "interest_due:o7 CNY -5, receivable:o8 CNY +5",
    ),
    "interest_paid": (PROVIDER | {"amount": cny(5)}, "interest_due:o7 CNY +5, payable:o7 CNY -5"),
    "interest_waived": (
        CUSTOMER | PROVIDER | {"amount": cny(5)},
        "interest_due:o7 CNY +5, receivable:o8 CNY -5",
    ),
    "paid_out": ({"amount": cny(300)}, "bank CNY +300, stripe CNY -300"),
    "charged_by_gateway": ({"amount": cny(12)}, "fees CNY +12, stripe CNY -12"),
}
EVENTS = {
    name: event
    for name, event in inspect.getmembers(postings, inspect.isfunction)
    if event.__module__ == postings.__name__ and not name.startswith("_")
}


def told(rows):
    return ", ".join(str(posting) for posting in rows)


def test_every_event_has_its_case():
    assert CASES.keys() == EVENTS.keys()


@pytest.mark.parametrize("name", CASES)
def test_an_event_does_to_the_accounts_what_the_plan_says(name):
    arguments, entries = CASES[name]

    assert told(EVENTS[name](**arguments)) == entries


@given(st.sampled_from(sorted(CASES)), st.integers(1, 10**12), st.integers(0, 10**6))
def test_an_event_balances_whatever_its_amounts(name, large, small):
    arguments, _entries = CASES[name]
    drawn = {
        key: cny(small if key in ("fee", "commission", "vat") else large)
        if isinstance(value, Money)
        else value
        for key, value in arguments.items()
    }
    rows = EVENTS[name](**drawn)

    assert balanced(*rows) == rows
    assert balanced(*rows, *negated(rows)) == ()


def test_where_stripe_does_not_reach_the_bank_pays():
    rows = postings.transferred(**PROVIDER, amount=cny(810), by=AccountKind.BANK)

    assert told(rows) == "bank CNY -810, payable:o7 CNY +810"


@pytest.mark.parametrize(
    ("rows", "entries"),
    [
        (
            postings.captured(**BOOKING, amount=eur(100), fee=cny(23), at_stripe=cny(770)),
            "clearing:b9 EUR -100, fees CNY +23, fx CNY -770, fx EUR +100, stripe CNY +747",
        ),
        (
            postings.refunded(**BOOKING, amount=eur(100), at_stripe=cny(775)),
            "clearing:b9 EUR +100, fx CNY +775, fx EUR -100, stripe CNY -775",
        ),
        (
            postings.refund_failed(**CUSTOMER, amount=eur(100), at_stripe=cny(775)),
            "fx CNY -775, fx EUR +100, refund_owed:o8 EUR -100, stripe CNY +775",
        ),
        (
            postings.transferred(**PROVIDER, amount=eur(90), at_stripe=cny(700)),
            "fx CNY +700, fx EUR -90, payable:o7 EUR +90, stripe CNY -700",
        ),
    ],
)
def test_two_currencies_balance_each_through_exchange(rows, entries):
    assert told(rows) == entries


def test_within_one_currency_nothing_is_lost_in_exchange():
    with pytest.raises(Unbalanced):
        postings.refunded(**BOOKING, amount=cny(100), at_stripe=cny(99))
