"""In whatever order and number news comes, a payment ends in one state with one ledger (T8)."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction

from payments.enums import Rail
from payments.models import CommissionRule, GatewayEvent, Journal, SandboxEvent
from payments.operations.inbox import look_at, receive
from payments.sandbox import acting
from tests.nightly import NIGHTLY
from tests.payments.news import told
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db
MOST_EVENTS = 7


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
    return tuple(sorted((each.kind, each.ref, each.postings) for each in Journal.objects.all()))


def test_an_event_of_an_object_that_was_never_told_finds_its_plan(deal: Deal):
    """The answer with the page's address was lost, and the payer had it all the same."""
    deal.pay()
    deal.plan.operations.update(remote_ref="")
    type(deal.plan).objects.update(payment_ref="", charge_ref="", state="created")

    hear(deal, SandboxEvent.objects.filter(type="payment_intent.amount_capturable_updated"))

    assert deal.plan.state == "authorised"


@pytest.mark.parametrize("number", range(MOST_EVENTS))
def test_every_order_of_the_events_ends_alike(deal: Deal, number: int):
    """Each begins with nothing heard, then with the event of that number, which is heard again at the end."""
    events = paid_and_disputed(deal)
    assert len(events) == MOST_EVENTS
    first = events.pop(number)
    orders = list(permutations(events))

    ends = {end_of(deal, [first, *order]) for order in orders[:: 1 if NIGHTLY else len(orders) // 4]}

    deal.advance()
    assert ends == {(ledger(deal), deal.state)}
    assert deal.state == ("requested", "captured")


def paid_and_disputed(deal: Deal) -> list[SandboxEvent]:
    """What the gateway has to tell of a payment that came in whole, and of which a bank took a part back."""
    page = deal.begin(Rail.PREPAY)
    before = SandboxEvent.objects.latest("pk").pk
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    acting.go_on(by=timedelta(hours=1), now=deal.now)
    reached = deal.desk.gateway()
    charge = reached.payments.get(reached.checkouts.get(page.remote_ref).payment_id).charge
    dispute = acting.open_dispute(charge_ref=charge.id, amount=10_000, now=deal.now)
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    return list(SandboxEvent.objects.filter(pk__gt=before).order_by("pk"))[:MOST_EVENTS]


def end_of(deal: Deal, order: Sequence[SandboxEvent]):
    """How it stands once they were heard in this order; afterwards none of them was."""
    before = transaction.savepoint()
    hear(deal, [*order, order[0]])
    end = ledger(deal), deal.state
    transaction.savepoint_rollback(before)
    return end


def test_an_event_about_nothing_of_ours_is_looked_at_and_forgotten(deal: Deal):
    deal.desk.paid()
    event = SandboxEvent.objects.filter(type="payment_intent.succeeded").last()

    hear(deal, [event])

    assert GatewayEvent.objects.get(pk=event.ref).looked_at is not None
