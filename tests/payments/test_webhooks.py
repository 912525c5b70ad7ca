"""What comes to the webhook is kept once where it proves itself, else refused without a word (T12)."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from payments.models import GatewayEvent, SandboxEvent
from payments.sandbox.delivery import signed
from payments.sandbox.signing import signature_of
from payments.sandbox.world import stamp
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db

SNAPSHOT, THIN = "/stripe/webhook/", "/stripe/webhook/thin/"


@pytest.fixture
def event(settings) -> SandboxEvent:
    settings.PAYMENTS_BACKEND = "sandbox"
    desk = Desk(now=timezone.now())
    desk.held()
    return SandboxEvent.objects.get(type="checkout.session.completed")


def send(body: bytes | str, signature: str, path: str = SNAPSHOT):
    headers = {"Stripe-Signature": signature} if signature else {}
    return Client().post(path, body, content_type="application/json", headers=headers)


def changed(event: SandboxEvent, **told) -> tuple[str, str]:
    """The event with something else in it, and rightly signed."""
    body = json.loads(signed(event, now=timezone.now())[0]) | told
    text = json.dumps(body)
    return text, signature_of(text, at=stamp(timezone.now()))


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%look_at_event'")
        return cursor.fetchone()[0]


def test_an_event_is_kept_and_looked_at_once_however_often_it_comes(event):
    body, signature = signed(event, now=timezone.now())

    assert [send(body, signature).status_code for _ in range(3)] == [200, 200, 200]

    kept = GatewayEvent.objects.get()
    assert (kept.type, kept.object_ref) == ("checkout.session.completed", event.object_ref)
    assert jobs() == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda event: (signed(event, now=timezone.now())[0], ""),
        lambda event: (signed(event, now=timezone.now())[0], "t=1,v1=00"),
        lambda event: (signed(event, now=timezone.now())[0] + b" ", signed(event, now=timezone.now())[1]),
        lambda event: signed(event, now=timezone.now() - timedelta(minutes=6)),
        lambda event: changed(event, livemode=True),
        lambda event: changed(event, object="v2.core.event"),
        lambda event: ("not json", signature_of("not json", at=stamp(timezone.now()))),
    ],
    ids=["unsigned", "badly signed", "altered", "old", "live", "thin on the snapshot route", "no json"],
)
def test_what_does_not_prove_itself_is_refused_without_a_word(event, forge):
    answer = send(*forge(event))

    assert (answer.status_code, answer.content) == (400, b"")
    assert not GatewayEvent.objects.exists()
    assert jobs() == 0


def test_a_snapshot_on_the_thin_route_is_refused(event):
    assert send(*signed(event, now=timezone.now()), path=THIN).status_code == 400
    assert not GatewayEvent.objects.exists()


def test_a_megabyte_is_not_read(event):
    body = b" " * 1_000_000
    assert send(body, "t=1,v1=00").status_code == 413


def test_where_payments_are_off_there_is_no_webhook(event, settings):
    settings.PAYMENTS_BACKEND = "off"

    assert send(*signed(event, now=timezone.now())).status_code == 404
    assert not GatewayEvent.objects.exists()
