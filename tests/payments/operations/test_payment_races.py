"""Workers, webhooks and a payer who comes back, all at once on one payment (T7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import chain
from threading import Barrier

import pytest
from django.db import connection

from payments.gateway import Unknown
from payments.models import CommissionRule, Journal, PaymentOperation, SandboxEvent, SandboxObject
from payments.operations.advancing import advance
from payments.operations.inbox import look_at, receive
from payments.operations.invariants import violations
from payments.sandbox import acting
from tests.nightly import NIGHTLY
from tests.payments.news import told
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = WEBHOOKS = 8
SHARES = WEBHOOKS // 2
ROUNDS = 1_000 if NIGHTLY else 3


@pytest.fixture(autouse=True)
def _sandbox(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})


def all_at_once(deal: Deal) -> None:
    """Workers twice, and webhooks of which two bring each event; asked under one key, some are put off."""
    together = Barrier(WORKERS + WEBHOOKS)
    news = [told(event, deal) for event in SandboxEvent.objects.order_by("pk")]

    def work() -> None:
        for _again in range(2):
            with suppress(Unknown):
                advance(deal.plan.pk, deal.desk.gateway(), clock=lambda: deal.now)

    def hear(number: int) -> None:
        for event in news[number % SHARES :: SHARES]:
            receive(event, now=deal.now)
            with suppress(Unknown):
                look_at(event.id, deal.desk.gateway(), clock=lambda: deal.now)

    def one(act: Callable[[], None]) -> None:
        try:
            together.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS + WEBHOOKS) as pool:
        hearing = (partial(hear, number) for number in range(WEBHOOKS))
        list(pool.map(one, chain.from_iterable(zip([work] * WORKERS, hearing, strict=True))))


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
