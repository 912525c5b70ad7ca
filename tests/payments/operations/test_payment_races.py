"""Workers, webhooks and a payer who comes back, all at once on one payment (T7)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from payments.gateway import Unknown
from payments.models import CommissionRule, Journal, PaymentOperation, SandboxObject
from payments.operations.advancing import advance
from payments.operations.invariants import violations
from payments.sandbox import acting
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, ROUNDS = 8, 3


@pytest.fixture(autouse=True)
def _sandbox(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})


def all_at_once(deal: Deal) -> None:
    """Each comes again where the other was just asking under the same key."""
    together = Barrier(THREADS)

    def one(_number: int) -> None:
        try:
            together.wait()
            for _again in range(4):
                try:
                    advance(deal.plan.pk, deal.desk.gateway(), clock=lambda: deal.now)
                except Unknown:
                    continue
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(THREADS)))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_nothing_is_asked_or_posted_twice(_round):
    deal = Deal(Desk())
    deal.open_account()
    page = deal.begin()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_bypassPending", now=deal.now)
    all_at_once(deal)
    assert deal.state == ("requested", "authorised")

    deal.accept()
    deal.desk.now = deal.booking.period.starts_at
    deal.use()
    deal.desk.after(days=3)
    all_at_once(deal)

    kinds = list(
        PaymentOperation.objects.filter(plan=deal.plan).values_list("kind", "state").order_by("kind")
    )
    assert kinds == [("capture", "done"), ("checkout", "done"), ("transfer", "done")]
    assert SandboxObject.objects.filter(kind="transfer").count() == 1
    assert sorted(Journal.objects.values_list("kind", flat=True)) == ["capture", "settlement", "transfer"]
    assert list(violations()) == []
