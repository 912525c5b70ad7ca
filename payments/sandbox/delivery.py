"""Bringing events to our own webhook, over HTTP and signed, as Stripe does."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from django.conf import settings

from payments.sandbox.rows import SandboxEvent
from payments.sandbox.shapes import shown_event
from payments.sandbox.signing import signature_of
from payments.sandbox.world import stamp

PATIENCE_SECONDS = 20
# Only this machine is asked, whatever proxy the environment names.
opener = build_opener(ProxyHandler({}))


class NotTaken(Exception):
    """Our webhook did not answer well; the event is to be brought again."""


def signed(event: SandboxEvent, *, now: datetime) -> tuple[bytes, str]:
    """The body of the request, and its signature at this moment."""
    body = json.dumps(shown_event(event), ensure_ascii=False)
    return body.encode(), signature_of(body, at=stamp(now))


def deliver(event_ref: str, *, now: datetime) -> None:
    """
    Bring one event; one that was brought already is not brought again.

    :raises NotTaken: it has to be brought again
    """
    event = SandboxEvent.objects.filter(ref=event_ref, delivered_at=None).first()
    if event is None:
        return
    body, signature = signed(event, now=now)
    _post(address_for(event), body, signature)
    SandboxEvent.objects.filter(pk=event.pk).update(delivered_at=now)


def address_for(event: SandboxEvent) -> str:
    """Two routes, as the two versions of the API are told apart."""
    path = "thin/" if event.body["object"] == "v2.core.event" else ""
    return f"http://127.0.0.1:{settings.PORT}{settings.STRIPE_WEBHOOK_PATH}{path}"


def _post(address: str, body: bytes, signature: str) -> None:
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
    request = Request(address, data=body, headers=headers)  # noqa: S310 - our own address
    try:
        with opener.open(request, timeout=PATIENCE_SECONDS):
            return
    except HTTPError as refusal:
        raise NotTaken(f"{address} answered {refusal.code}") from refusal
    except OSError as failure:
        raise NotTaken(f"{address} cannot be reached") from failure
