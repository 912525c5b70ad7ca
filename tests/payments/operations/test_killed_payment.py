"""A worker killed with -9 at any labelled point of any operation: the next one finishes, once (T6)."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from capacity.models import Booking
from capacity.operations import answers, usage
from marketplace.variables import CHECKOUT
from payments.enums import Rail
from payments.models import CommissionRule, PaymentOperation, SandboxObject
from payments.operations.beginning import begin
from payments.sandbox import acting
from tests.payments.killed_payment import POINTS
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def before_checkout(deal: Deal) -> None:
    begin(booking=deal.booking, rail=Rail.CARD_HOLD, by=deal.buyer, now=deal.now, addresses=ADDRESSES)


def before_release(deal: Deal, rail: Rail = Rail.CARD_HOLD) -> None:
    deal.pay(rail)
    booking = Booking.objects.get(pk=deal.booking.pk)
    answers.decline(booking=booking, by=deal.provider, now=deal.now, reason_code="material")


def before_refund(deal: Deal) -> None:
    before_release(deal, Rail.PREPAY)


def before_capture(deal: Deal) -> None:
    deal.pay()
    deal.accept()
    deal.desk.now = deal.booking.period.starts_at
    usage.check_in(booking=deal._fresh(), by=deal.buyer, now=deal.now)
    deal.desk.now = deal.booking.period.ends_at
    usage.deliver(booking=deal._fresh(), by=deal.provider, now=deal.now, checked_out_at=deal.now)
    usage.complete(booking=deal._fresh(), by=deal.buyer, now=deal.now)


def before_transfer(deal: Deal) -> None:
    deal.open_account()
    deal.pay(Rail.PREPAY, "pm_card_bypassPending")
    deal.accept()
    deal.use()
    deal.desk.after(days=3)


NIGHTLY = os.environ.get("NIGHTLY") == "1"
BEFORE = {
    "checkout": before_checkout,
    "release": before_release,
    "refund": before_refund,
    "capture": before_capture,
    "transfer": before_transfer,
}
# Each point with one kind that moves money, and those at which somebody might ask again with all; else
# `NIGHTLY=1` dies everywhere.
CASES = [
    (kind, point)
    for kind in BEFORE
    for point in POINTS
    if NIGHTLY or kind == "transfer" or point in ("asked", "looked") or (kind, point) == ("capture", "seen")
]
MADE = {"checkout": "checkout.session", "refund": "refund", "transfer": "transfer"}


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


@pytest.mark.parametrize(("kind", "point"), CASES)
def test_the_next_worker_finishes_what_a_killed_one_began(settings, kind: str, point: str):
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = Deal(Desk())
    BEFORE[kind](deal)
    made_before = SandboxObject.objects.filter(kind=MADE.get(kind, "")).count()

    doomed = worker(deal, point, kind)
    assert doomed.stdout.readline() == "hangs\n"
    doomed.kill()
    doomed.communicate()
    deal.desk.after(minutes=1)
    deal.advance()

    assert list(PaymentOperation.objects.filter(kind=kind).values_list("state", flat=True)) == ["done"]
    if kind in MADE:
        assert SandboxObject.objects.filter(kind=MADE[kind]).count() == made_before + 1
    deal.desk.after(days=9)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    assert deal.agrees()
