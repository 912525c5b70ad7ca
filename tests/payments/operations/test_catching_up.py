"""Events whose webhook was lost are read from the gateway's own list."""

from datetime import timedelta

import pytest

from payments.models import EventReading, GatewayEvent, SandboxEvent
from payments.operations.catching_up import fetch_events
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
