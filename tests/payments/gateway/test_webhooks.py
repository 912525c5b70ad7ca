"""Webhooks: signed as Stripe signs them, read by the gateway, and refused when they are not."""

import http.server
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from payments.gateway import Forged
from payments.gateway.books import Events
from payments.sandbox.delivery import NotTaken, deliver, signed
from payments.sandbox.rows import SandboxEvent
from payments.sandbox.signing import sandbox_secret, signature_of
from tests.payments.sandboxed import Desk


def newest(desk: Desk, *, is_thin: bool = False) -> SandboxEvent:
    desk.firm() if is_thin else desk.pay(desk.page())
    event = SandboxEvent.objects.order_by("-pk").first()
    assert event
    return event


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("is_thin", [False, True])
def test_a_webhook_tells_of_which_object_it_speaks(desk: Desk, is_thin: bool) -> None:
    event = newest(desk, is_thin=is_thin)
    body, signature = signed(event, now=now())

    received = desk.gateway().events.received(body, signature, is_thin=is_thin)

    assert (received.id, received.type, received.object_id) == (event.ref, event.type, event.object_ref)
    assert received.is_live is False
    assert received.created_at == desk.now


@pytest.mark.parametrize("is_thin", [False, True])
def test_a_webhook_of_the_other_version_is_refused(desk: Desk, is_thin: bool) -> None:
    body, signature = signed(newest(desk, is_thin=is_thin), now=now())

    with pytest.raises(Forged) as refusal:
        desk.gateway().events.received(body, signature, is_thin=not is_thin)

    assert refusal.value.code == "kind"


@pytest.mark.parametrize("signature", ["", "t=1", "v1=ab", "t=x,v1=ab", f"t=now,v1={'0' * 64}"])
def test_a_webhook_that_nobody_signed_is_refused(desk: Desk, signature: str) -> None:
    body, _ = signed(newest(desk), now=now())

    with pytest.raises(Forged) as refusal:
        desk.gateway().events.received(body, signature.replace("now", str(int(time.time()))))

    assert refusal.value.code == "signature"


def test_a_changed_webhook_is_refused(desk: Desk) -> None:
    body, signature = signed(newest(desk), now=now())

    with pytest.raises(Forged):
        desk.gateway().events.received(body.replace(b"10000", b"90000"), signature)


def test_an_old_webhook_is_refused(desk: Desk) -> None:
    event = newest(desk)
    body, _ = signed(event, now=now())

    with pytest.raises(Forged):
        desk.gateway().events.received(body, signature_of(body.decode(), at=int(time.time()) - 301))


@pytest.mark.parametrize("secrets", [(), ("",), ("whsec_other",)])
def test_without_the_right_secret_nothing_is_taken(desk: Desk, secrets: tuple[str, ...]) -> None:
    body, signature = signed(newest(desk), now=now())

    with pytest.raises(Forged):
        Events(desk.gateway().books._line, secrets).received(body, signature)


def test_of_several_secrets_one_is_enough(desk: Desk) -> None:
    event = newest(desk)
    body, signature = signed(event, now=now())

    events = Events(desk.gateway().books._line, ("whsec_old", sandbox_secret()))

    assert events.received(body, signature).id == event.ref


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]"])
def test_what_is_no_event_is_refused_though_it_is_signed(desk: Desk, body: bytes) -> None:
    text = body.decode(errors="replace")

    with pytest.raises(Forged):
        desk.gateway().events.received(body, signature_of(text, at=int(time.time())))


def test_the_secret_is_this_sites_own(settings: Settings) -> None:
    first = sandbox_secret()
    settings.SECRET_KEY = "another"

    assert first.startswith("whsec_")
    assert sandbox_secret() != first


def test_every_event_has_a_job_that_brings_it(desk: Desk) -> None:
    desk.pay(desk.page())

    jobs = ProcrastinateJob.objects.filter(task_name="payments.tasks.deliver_sandbox_event")

    brought = {job.args["event_ref"] for job in jobs}
    assert set(SandboxEvent.objects.values_list("ref", flat=True)) - brought == set()


@pytest.fixture
def webhook(settings: Settings, free_port: int) -> Iterator[list[tuple[str, dict[str, Any], str]]]:
    """A server in the place of our webhook, which fails at first: what came, as (path, body, signature)."""
    came: list[tuple[str, dict[str, Any], str]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.path, json.loads(body), self.headers["Stripe-Signature"]))
            self.send_response(500 if len(came) == 1 else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    settings.PORT = free_port
    with http.server.ThreadingHTTPServer(("127.0.0.1", free_port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield came
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("is_thin", "path"), [(False, "/stripe/webhook/"), (True, "/stripe/webhook/thin/")])
def test_an_event_is_brought_until_it_is_taken_and_then_no_more(
    desk: Desk, webhook: list[tuple[str, dict[str, Any], str]], is_thin: bool, path: str
) -> None:
    event = newest(desk, is_thin=is_thin)

    with pytest.raises(NotTaken):
        deliver(event.ref, now=now())
    deliver(event.ref, now=now())
    deliver(event.ref, now=now())

    assert [(came, body["id"]) for came, body, _ in webhook] == [(path, event.ref)] * 2
    assert SandboxEvent.objects.get(ref=event.ref).delivered_at


def test_a_server_that_is_away_is_asked_again(desk: Desk, settings: Settings, free_port: int) -> None:
    settings.PORT = free_port

    with pytest.raises(NotTaken):
        deliver(newest(desk).ref, now=now())
