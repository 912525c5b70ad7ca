"""In whatever order and number news comes, a payment ends in one state with one ledger (T8)."""

from itertools import permutations

import pytest

from payments.models import CommissionRule, GatewayEvent, Journal, SandboxEvent
from payments.operations.inbox import look_at, receive
from tests.nightly import NIGHTLY
from tests.payments.news import told
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(settings) -> Deal:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Deal(Desk())


def hear(deal: Deal, events) -> None:
    for event in events:
        receive(told(event, deal), now=deal.now)
        look_at(event.ref, deal.desk.gateway(), clock=lambda: deal.now)


def ledger(deal: Deal):
    return sorted((journal.kind, journal.ref, journal.postings) for journal in Journal.objects.all())


def test_an_event_of_an_object_that_was_never_told_finds_its_plan(deal: Deal):
    """The answer with the page's address was lost, and the payer had it all the same."""
    deal.pay()
    deal.plan.operations.update(remote_ref="")
    type(deal.plan).objects.update(payment_ref="", charge_ref="", state="created")

    hear(deal, SandboxEvent.objects.filter(type="payment_intent.amount_capturable_updated"))

    assert deal.plan.state == "authorised"


def test_every_order_of_the_events_ends_alike(deal: Deal):
    deal.open_account()
    deal.pay()
    deal.accept()
    deal.use()
    deal.settle_books()
    events = list(SandboxEvent.objects.filter(object_ref__in=refs(deal)).order_by("pk"))[:7]
    assert len(events) >= 4
    before = ledger(deal), deal.state

    orders = list(permutations(events))
    for order in orders[:: 1 if NIGHTLY else max(1, len(orders) // 24)]:
        GatewayEvent.objects.all().delete()
        hear(deal, [*order, order[0]])
        assert (ledger(deal), deal.state) == before


def refs(deal: Deal) -> list[str]:
    plan = deal.plan
    return [plan.payment_ref, plan.charge_ref, *plan.operations.values_list("remote_ref", flat=True)]


def test_an_event_about_nothing_of_ours_is_looked_at_and_forgotten(deal: Deal):
    deal.desk.paid()
    event = SandboxEvent.objects.filter(type="payment_intent.succeeded").last()

    hear(deal, [event])

    assert GatewayEvent.objects.get(pk=event.ref).looked_at is not None
