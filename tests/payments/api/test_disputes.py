"""Disputes for operators' programs: what waits, and how it is divided by two pairs of eyes."""

from __future__ import annotations

import pytest

from capacity.enums import ChargeMode
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from payments.models import LineDispute, Split
from tests import factories
from tests.calling import Caller
from tests.capacity.views.stage import Stage, set_stage
from tests.payments.billed import delivered, disputed

pytestmark = pytest.mark.django_db
LIST = "desk/disputes/"
HALF = {"kept_minor": 4_000, "reason": "The log shows an hour of standstill."}


def operator() -> Actor:
    """Of the marketplace's own firm."""
    return factories.member(factories.organisation(), Role.VIEWER, person=factories.user(is_operator=True))


@pytest.fixture
def stage(settings) -> Stage:
    settings.FOUR_EYES_ABOVE = {"CNY": 100}
    made = set_stage(charge_mode=ChargeMode.USED, tax_basis_points=1300)
    made.delivered = delivered(made)
    settings.PAYMENTS_BACKEND = "sandbox"
    return made


def case(dispute: LineDispute, *rest: str) -> str:
    return "/".join(["desk/disputes", str(dispute.pk), *rest, ""])


def test_operators_list_what_waits_with_both_sides(stage):
    dispute = disputed(stage, stage.delivered)

    (told,) = Caller(operator()).get(LIST).json()["results"]

    assert (told["id"], told["booking"], told["text"]) == (
        dispute.pk,
        stage.delivered.reference,
        "主轴停转",
    )
    assert (told["customer"], told["provider"], told["line"]["disputed"]["minor"]) == (
        "mingchuan",
        "hengrui",
        10_000,
    )


def test_to_the_two_sides_there_is_no_desk(stage):
    dispute = disputed(stage, stage.delivered)
    parties = [Caller(stage.buyer), Caller(factories.member(stage.delivered.provider, Role.OWNER))]

    asked = [each.get(LIST) for each in parties] + [each.get(case(dispute)) for each in parties]
    asked += [each.post(case(dispute, "split"), HALF) for each in parties]

    assert {each.json()["type"] for each in asked} == {"/api/v1/problems/not-found/"}
    assert not Split.objects.exists()


def test_up_to_the_limit_one_operator_decides_and_both_sides_read_why(stage):
    dispute = disputed(stage, stage.delivered)

    told = Caller(operator()).post(case(dispute, "split"), HALF).json()

    assert (told["ending"], told["line"]["kept"]["minor"]) == ("decided", 4_000)
    bill = Caller(stage.buyer).get(f"bookings/{stage.delivered.reference}/bill/").json()
    assert bill["lines"][0]["dispute"]["decision"] == HALF["reason"]
    assert Caller(operator()).get(LIST).json()["results"] == []


def test_above_it_a_second_one_has_to_confirm(stage):
    dispute = disputed(stage, stage.delivered, minor=10_001)
    first = Caller(operator())
    waiting = first.post(case(dispute, "split"), HALF).json()
    (split,) = waiting["splits"]
    assert (waiting["ending"], split["needs_second"], split["is_confirmed"]) == ("", True, None)

    answer = f"desk/splits/{split['id']}/answer/"
    own = first.post(answer, {"is_confirmed": True})
    assert own.json()["detail"] == "Another operator, who belongs to neither side, confirms."
    told = Caller(operator()).post(answer, {"is_confirmed": True}).json()

    assert (told["ending"], told["splits"][0]["is_confirmed"]) == ("decided", True)
    late = Caller(operator()).post(answer, {"is_confirmed": False})
    assert (late.status_code, late.json()["detail"]) == (409, "This dispute has ended.")


def test_what_the_second_one_does_not_confirm_waits_for_another_decision(stage):
    dispute = disputed(stage, stage.delivered, minor=10_001)
    split = Caller(operator()).post(case(dispute, "split"), HALF).json()["splits"][0]

    told = Caller(operator()).post(f"desk/splits/{split['id']}/answer/", {"is_confirmed": False}).json()

    assert (told["ending"], told["splits"][0]["is_confirmed"]) == ("", False)
    bill = Caller(stage.buyer).get(f"bookings/{stage.delivered.reference}/bill/").json()
    assert bill["lines"][0]["dispute"]["decision"] == ""


def test_an_operator_who_belongs_to_a_side_decides_nothing(stage):
    dispute = disputed(stage, stage.delivered)
    partial = factories.member(stage.delivered.provider, Role.OWNER, person=factories.user(is_operator=True))

    refused = Caller(partial).post(case(dispute, "split"), HALF)

    assert refused.json()["detail"] == "An operator who belongs to neither side decides."
    assert not Split.objects.exists()


def test_more_than_is_disputed_is_nobodys_to_keep(stage):
    dispute = disputed(stage, stage.delivered)

    refused = Caller(operator()).post(case(dispute, "split"), HALF | {"kept_minor": 10_001})

    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "From zero to the ¥100.00 in dispute.",
    )


def test_the_list_costs_a_fixed_number_of_queries(stage, django_assert_max_num_queries):
    disputed(stage, stage.delivered)
    caller = Caller(operator())

    with django_assert_max_num_queries(8):
        told = caller.get(LIST)
    assert len(told.json()["results"]) == 1
