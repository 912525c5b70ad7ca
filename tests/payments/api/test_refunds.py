"""Giving back of a settled booking for programs: what can be, and doing it, of the whole or by line."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from payments.enums import Rail
from payments.models import CommissionRule, LateRefund
from payments.operations.billing.drawing import follow_bill
from payments.operations.late_refunds import refundable_lines
from tests import factories
from tests.calling import Caller
from tests.payments.rules import lay_down_rules
from tests.payments.till import Till

pytestmark = pytest.mark.django_db
MACHINE, SET_UP = 171_760, 22_600


@pytest.fixture
def till(settings) -> Till:
    """Machine time of ¥1,717.60, and ¥226.00 for setting up."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    lay_down_rules()
    return Till(offer={"set_up_minor": 20_000})


@pytest.fixture
def settled(till: Till) -> Till:
    till.secure(Rail.PREPAY)
    till.complete()
    follow_bill(till.booking.pk, till.booking.period.ends_at)
    till.settle()
    return till


@pytest.fixture
def finance(till: Till) -> Caller:
    return Caller(factories.member(till.booking.provider, Role.FINANCE))


def address(till: Till) -> str:
    return f"bookings/{till.booking.reference}/refunds/"


def by_line(*amounts: tuple[int, int], reason: str = "孔径超差") -> dict[str, Any]:
    lines = [{"number": number, "amount_minor": minor} for number, minor in amounts]
    return {"reason": reason, "lines": lines}


def operator() -> Actor:
    """Of the marketplace's own firm."""
    return factories.member(factories.organisation(), Role.VIEWER, person=factories.user(is_operator=True))


def test_what_can_be_given_back_is_told_whole_and_by_line(settled: Till, finance: Caller):
    told = finance.get(address(settled)).json()

    assert told["booking"] == settled.booking.reference
    assert told["settled_at"]
    assert told["left"] == {"minor": MACHINE + SET_UP, "currency": "CNY", "text": "¥1,943.60"}
    assert [(line["number"], line["left"]["minor"]) for line in told["lines"]] == [(1, MACHINE), (2, SET_UP)]
    assert told["lines"][1]["label"] == "Set-up (once)"
    assert told["refunds"] == []


def test_amounts_of_lines_go_back_and_what_is_left_is_told(settled: Till, finance: Caller):
    sent = finance.post(address(settled), by_line((2, 2_600), (1, 20_000)))

    told = sent.json()
    assert sent.status_code == 201
    assert told["left"]["minor"] == MACHINE + SET_UP - 22_600
    assert [line["left"]["minor"] for line in told["lines"]] == [MACHINE - 20_000, SET_UP - 2_600]
    ((refund),) = told["refunds"]
    assert (refund["amount"]["minor"], refund["reason"]) == (22_600, "孔径超差")
    assert {(part["number"], part["amount"]["minor"]) for part in refund["lines"]} == {
        (1, 20_000),
        (2, 2_600),
    }
    assert told == finance.get(address(settled)).json()


def test_an_amount_of_the_whole_goes_back_by_an_operator_as_well(settled: Till):
    caller = Caller(operator())

    told = caller.post(address(settled), {"amount_minor": 30_000, "reason": "x"}).json()

    assert told["left"]["minor"] == MACHINE + SET_UP - 30_000
    assert [(each["amount"]["minor"], each["lines"]) for each in told["refunds"]] == [(30_000, [])]
    assert LateRefund.objects.get().granted_by.is_operator


def test_sent_twice_under_one_key_it_goes_back_once(settled: Till, finance: Caller):
    first = finance.post(address(settled), by_line((1, 100)), key="refund-1")
    again = finance.post(address(settled), by_line((1, 100)), key="refund-1")
    other = finance.post(address(settled), by_line((1, 101)), key="refund-1")

    assert (again.json(), again["Idempotent-Replay"]) == (first.json(), "true")
    assert other.json()["type"] == "/api/v1/problems/key-reused/"
    assert LateRefund.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "status", "fault"),
    [
        ({"reason": "x"}, 400, ("amount_minor", "required", None, "a whole number from 1 to {largest}")),
        ({"amount_minor": 1, **by_line((1, 1))}, 400, ("lines", "surplus", "[…]", "a list")),
        ({"amount_minor": 0, "reason": "x"}, 400, ("amount_minor", "min_value", 0, "a whole number from 1")),
        ({"reason": "x", "lines": []}, 400, ("lines", "min_length", "[]", "a list")),
        (by_line((1, 1), (1, 2)), 400, ("lines.1.number", "repeated", 1, "a whole number from 1")),
        (by_line((1, 1), (3, 1)), 422, ("lines.1.number", "unknown", 3, "one of: 1, 2")),
        (
            by_line((1, 1), (2, SET_UP + 1)),
            422,
            ("lines.1.amount_minor", "too_much", SET_UP + 1, f"from 1 to {SET_UP}"),
        ),
        (
            {"amount_minor": MACHINE + SET_UP + 1, "reason": "x"},
            422,
            ("amount_minor", "too_much", MACHINE + SET_UP + 1, f"from 1 to {MACHINE + SET_UP}"),
        ),
        ({"amount_minor": 1, "reason": ""}, 400, ("reason", "blank", "", "text of at most 2000 characters")),
    ],
)
def test_what_cannot_be_given_back_is_refused_with_field_value_and_what_would_do(
    settled: Till, finance: Caller, said: dict[str, Any], status: int, fault: tuple[Any, ...]
):
    refused = finance.post(address(settled), said)

    (told,) = refused.json()["errors"]
    field, code, value, accepted = fault
    assert (refused.status_code, told["field"], told["code"]) == (status, field, code)
    assert told.get("value") == value if value != "[…]" else told["value"].startswith("[")
    assert told["accepted"].startswith(accepted.partition("{")[0])
    assert not LateRefund.objects.exists()


def test_lines_that_are_more_than_is_left_of_the_whole_are_refused_together(settled: Till, finance: Caller):
    finance.post(address(settled), {"amount_minor": MACHINE, "reason": "x"})

    refused = finance.post(address(settled), by_line((1, SET_UP), (2, 1)))

    (told,) = refused.json()["errors"]
    assert (refused.status_code, told["field"], told["value"]) == (422, "lines", SET_UP + 1)
    assert told["accepted"] == f"from 1 to {SET_UP}"
    finance.post(address(settled), {"amount_minor": SET_UP, "reason": "x"})
    nothing = finance.post(address(settled), {"amount_minor": 1, "reason": "x"}).json()["errors"]
    assert [each["accepted"] for each in nothing] == ["–"]


def test_before_it_is_settled_nothing_can_be(till: Till, finance: Caller):
    till.secure(Rail.PREPAY)
    till.complete()
    follow_bill(till.booking.pk, till.booking.period.ends_at)

    told = finance.get(address(till)).json()
    assert (told["settled_at"], told["left"]["minor"], told["lines"]) == (None, 0, [])
    refused = finance.post(address(till), {"amount_minor": 1, "reason": "x"})
    assert (refused.status_code, refused.json()["detail"]) == (409, "Nothing of this booking is settled yet.")


def test_it_is_for_the_providers_finances_and_operators(settled: Till):
    lister = factories.member(settled.booking.provider, Role.LISTER)
    parties = [Caller(settled.stage.buyer), Caller(lister)]
    stranger = Caller(factories.member(factories.provider(), Role.OWNER))
    said = {"amount_minor": 1, "reason": "x"}

    asked = [each.get(address(settled)) for each in parties]
    asked += [each.post(address(settled), said) for each in parties]
    assert {each.status_code for each in asked} == {403}
    hidden = [stranger.get(address(settled)), stranger.post(address(settled), said)]
    assert {each.json()["type"] for each in hidden} == {"/api/v1/problems/not-found/"}
    assert not LateRefund.objects.exists()


def test_all_lines_are_read_in_one_query(settled: Till, finance: Caller, django_assert_num_queries):
    finance.post(address(settled), by_line((1, 20_000), (2, 2_600)))
    finance.post(address(settled), by_line((2, 1_000)))

    with django_assert_num_queries(1):
        found = refundable_lines(settled.booking)
    assert [each.left.minor for each in found] == [MACHINE - 20_000, SET_UP - 3_600]


def test_what_is_told_costs_as_many_queries_however_much_was_given_back(
    settled: Till, finance: Caller, django_assert_max_num_queries
):
    for minor in (1, 2, 3):
        finance.post(address(settled), by_line((1, minor), (2, minor)))

    with django_assert_max_num_queries(14):
        assert len(finance.get(address(settled)).json()["refunds"]) == 3
