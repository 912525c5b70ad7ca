"""A worker killed with -9 at any labelled point of any operation: the next one finishes, once (T6)."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from marketplace.variables import CHECKOUT
from payments.enums import OperationKind, OperationState, SupplementState
from payments.models import CommissionRule, SandboxObject
from payments.sandbox import acting
from tests.nightly import NIGHTLY
from tests.payments.killed_payment import POINTS, TAKING_OVER
from tests.payments.killing import CASES, longer, paid_more
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db(transaction=True)


# In each run every way to ask dies as it asks, and one at each point; with `NIGHTLY=1` all die everywhere.
AS_IT_ASKS = "asked"
EVERYWHERE = "transfer"
BESIDES = {("capture", "seen"), ("reversal", "looked")}
MATRIX = [
    (name, point)
    for name in CASES
    for point in POINTS
    if NIGHTLY or name == EVERYWHERE or point == AS_IT_ASKS or (name, point) in BESIDES
]


def worker(deal: Deal, point: str, kind: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "RACE_DATABASE": connection.settings_dict["NAME"],
        "DJANGO_SETTINGS_MODULE": "tests.racing_settings",
    }
    program = [sys.executable, "-m", "tests.payments.killed_payment", str(deal.plan.pk), point, kind]
    return subprocess.Popen(
        [*program, deal.now.isoformat()],
        cwd=CHECKOUT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def deal(settings) -> Deal:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Deal(Desk())


def kill(deal: Deal, point: str, kind: str) -> None:
    """At this point, and let a minute pass."""
    doomed = worker(deal, point, kind)
    assert doomed.stdout.readline() == "hangs\n"
    doomed.kill()
    doomed.communicate()
    deal.desk.after(minutes=1)


@pytest.mark.parametrize(("name", "point"), MATRIX)
def test_the_next_worker_finishes_what_a_killed_one_began(deal: Deal, name: str, point: str):
    case = CASES[name]
    case.lead(deal)
    done_before = deal.plan.operations.filter(kind=case.kind, state=OperationState.DONE).count()
    made_before = SandboxObject.objects.filter(kind=case.makes).count()

    kill(deal, point, case.kind)
    deal.advance()

    asked = deal.plan.operations.filter(kind=case.kind).values_list("state", flat=True)
    assert list(asked) == [OperationState.DONE] * (done_before + 1)
    if case.makes:
        assert SandboxObject.objects.filter(kind=case.makes).count() == made_before + 1
    deal.desk.after(days=9)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    assert deal.agrees()


@pytest.mark.parametrize("point", TAKING_OVER if NIGHTLY else ["chosen payment", "gone on"])
def test_a_change_that_is_paid_for_is_made_once_though_the_worker_was_killed(deal: Deal, point: str):
    paid_more(deal)

    kill(deal, point, OperationKind.CHECKOUT)
    assert deal.fresh().period in (deal.booking.period, longer(deal))
    deal.advance()

    assert deal.fresh().period == longer(deal)
    assert deal.fresh().steps.filter(step="extend").count() == 1
    assert deal.plan.supplements.get().state == SupplementState.MADE
    assert deal.agrees()
