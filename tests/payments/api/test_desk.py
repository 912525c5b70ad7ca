"""The money desk for operators' programs: figures, what is behind them, and what differs."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from marketplace.accounts.enums import Role
from payments.enums import DifferenceState
from payments.models import ReconciliationItem, ReconciliationRun
from tests import factories
from tests.calling import Caller
from tests.payments.posted import Told, new_booking
from tests.payments.stuck import difference, stuck

pytestmark = pytest.mark.django_db
READ = (
    "desk/money/",
    "desk/money/held/",
    "desk/money/stuck/",
    "desk/reconciliation/runs/",
    "desk/reconciliation/differences/",
)


@pytest.fixture(autouse=True)
def _sandbox(settings) -> None:
    settings.PAYMENTS_BACKEND = "sandbox"


@pytest.fixture
def operator() -> Caller:
    person = factories.user(is_operator=True)
    return Caller(factories.member(factories.organisation(), Role.VIEWER, person=person))


@pytest.fixture
def told() -> Told:
    """In this month ¥1,000 came, ¥530 went, and of the rest ¥425 belong to others."""
    told, now = Told(new_booking()), timezone.now()
    with transaction.atomic():
        told.capture(100_000, now=now)
        told.settle(90_000, commission=4_500, now=now)
        told.transfer(50_000, now=now)
        told.refund(3_000, now=now)
    return told


def minors(amounts: list[dict]) -> list[tuple[str, int]]:
    return [(each["currency"], each["minor"]) for each in amounts]


def test_the_figures_are_those_of_the_ledger(told, operator):
    stuck(told.booking)

    desk = operator.get("desk/money/").json()

    assert desk["month"] == f"{timezone.localdate():%Y-%m}"
    figures = [minors(desk[name]) for name in ("came", "went", "held", "stuck")]
    assert figures == [[("CNY", 100_000)], [("CNY", 53_000)], [("CNY", 42_500)], [("CNY", 5_000)]]
    assert desk["stuck_count"] == 1


def test_a_month_of_which_there_are_no_books_is_refused(told, operator):
    refused = operator.get("desk/money/", {"month": "2020-01"})

    (fault,) = refused.json()["errors"]
    assert (fault["field"], fault["value"]) == ("month", "2020-01")


def test_what_is_held_is_told_by_whose_it_is(told, operator):
    rows = operator.get("desk/money/held/").json()["results"]

    assert {(row["kind"], row["booking"], row["owner"], row["amount"]["minor"]) for row in rows} == {
        ("clearing", told.booking.reference, None, 7_000),
        ("payable", None, told.booking.provider.slug, 35_500),
    }


def test_what_is_stuck_says_why(told, operator):
    found = stuck(told.booking)

    (row,) = operator.get("desk/money/stuck/").json()

    assert (row["id"], row["booking"], row["kind"], row["error_code"]) == (
        str(found.pk),
        told.booking.reference,
        "transfer",
        "balance_insufficient",
    )


def test_runs_and_what_nobody_has_explained(operator):
    item = difference()
    ReconciliationItem.objects.filter(pk=difference(ref="txn_gone").pk).update(
        state=DifferenceState.GONE, resolved_at=factories.NOW
    )

    (row,) = operator.get("desk/reconciliation/differences/").json()["results"]
    runs = operator.get("desk/reconciliation/runs/").json()["results"]

    assert (row["id"], row["ref"], row["difference"]["minor"], row["ours"]) == (
        item.pk,
        "txn_lost",
        5_000,
        None,
    )
    assert [run["id"] for run in runs] == list(
        ReconciliationRun.objects.order_by("-pk").values_list("pk", flat=True)
    )
    assert not runs[0]["is_sound"]


@pytest.mark.parametrize("path", READ)
def test_to_all_others_there_is_no_desk(told, path):
    owner = Caller(factories.member(told.booking.provider, Role.OWNER))

    assert owner.get(path).json()["type"] == "/api/v1/problems/not-found/"
