"""Events whose webhook was lost are read from the gateway's own list."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from payments.models import EventReading, GatewayEvent, PayoutAccount, SandboxEvent
from payments.operations.catching_up import fetch_events, look_at_accounts
from payments.operations.inbox import refresh_account
from payments.sandbox import acting
from tests import factories
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Desk()


def fetch(desk: Desk) -> EventReading:
    return fetch_events(desk.gateway(), now=desk.now)


def known() -> set[str]:
    return set(GatewayEvent.objects.values_list("pk", flat=True))


def there() -> set[str]:
    return set(SandboxEvent.objects.filter(body__object="event").values_list("ref", flat=True))


def test_what_no_webhook_brought_is_kept_and_waits_to_be_looked_at(desk):
    desk.paid()
    desk.after(minutes=5)

    reading = fetch(desk)

    assert known() == there() != set()
    assert (reading.told, reading.missed, reading.through) == (len(there()), len(there()), desk.now)
    assert not GatewayEvent.objects.filter(looked_at__isnull=False).exists()


def test_the_second_reading_misses_nothing_and_finds_nothing_new(desk):
    desk.paid()
    desk.after(minutes=5)
    fetch(desk)
    desk.after(hours=1)

    assert fetch(desk).missed == 0
    assert EventReading.missed_since(desk.now - timedelta(days=7)) == len(there())


def test_one_that_was_lost_before_another_came_is_found(desk):
    """The last that we know is no place to go on from."""
    desk.paid()
    desk.after(minutes=5)
    fetch(desk)
    desk.paid()
    lost = there() - known()
    desk.after(minutes=5)
    last = SandboxEvent.objects.filter(body__object="event").order_by("-pk")[0]
    GatewayEvent.objects.create(
        id=last.ref, type=last.type, object_ref=last.object_ref, happened_at=desk.now, received_at=desk.now
    )

    assert fetch(desk).missed == len(lost) - 1
    assert known() == there()


def test_the_newest_are_left_to_their_webhooks_and_read_the_next_time(desk):
    desk.paid()

    reading = fetch(desk)
    assert (reading.missed, known()) == (0, set())

    desk.after(hours=1)
    assert fetch(desk).missed == len(there())


def opened(desk: Desk, *, is_accepted: bool, is_active: bool) -> PayoutAccount:
    """An account as the gateway has it, and as we last heard."""
    by = factories.member(factories.organisation()).user
    return PayoutAccount.objects.create(
        organisation=factories.organisation(),
        ref=desk.firm(is_accepted=is_accepted).id,
        is_active=is_active,
        opened_by=by,
        opened_at=desk.now,
        changed_by=by,
        changed_at=desk.now,
    )


def looked_at(desk: Desk, *, is_active: bool) -> list[str]:
    """Which accounts had their job, after it was done."""
    ProcrastinateJob.objects.all().delete()
    look_at_accounts(is_active=is_active)
    jobs = ProcrastinateJob.objects.filter(task_name="payments.tasks.look_at_payout_account")
    refs = [job.args["ref"] for job in jobs.order_by("pk")]
    for ref in refs:
        refresh_account(ref, desk.gateway())
    return refs


def test_an_account_whose_acceptance_was_never_told_is_found_to_be_accepted(desk):
    waits = opened(desk, is_accepted=False, is_active=False)
    accepted = opened(desk, is_accepted=True, is_active=False)
    known = opened(desk, is_accepted=True, is_active=True)

    assert looked_at(desk, is_active=False) == [waits.ref, accepted.ref]

    active = PayoutAccount.objects.filter(is_active=True)
    assert {*active} == {accepted, known}


def test_an_account_that_was_closed_unheard_is_sent_nothing_more(desk):
    account = opened(desk, is_accepted=True, is_active=True)
    acting.decide_account(account_ref=account.ref, is_accepted=False, now=desk.now)

    assert looked_at(desk, is_active=True) == [account.ref]

    account.refresh_from_db()
    assert not account.is_active
