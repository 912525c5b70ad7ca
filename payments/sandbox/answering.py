"""The one door of the simulated Stripe: a request comes in, an answer goes out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from payments.sandbox import keys, passing, routes
from payments.sandbox.calls import Answered, Call, Route
from payments.sandbox.expanding import expand
from payments.sandbox.locking import one_at_a_time
from payments.sandbox.outcomes import Declined
from payments.sandbox.refusals import Body, Refusal
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import shown
from payments.sandbox.world import World, ahead, new_ref

PAYMENT_REQUIRED, SERVER_ERROR = 402, 500
TEST_KEYS = ("Bearer sk_test_", "Bearer rk_test_")


@dataclass(frozen=True)
class Answer:
    status: int
    body: Body
    headers: dict[str, str] = field(default_factory=dict)


def answer(
    method: str,
    path: str,
    params: Mapping[str, Any],
    headers: Mapping[str, str],
    *,
    now: datetime,
    broken: Refusal | None = None,
) -> Answer:
    """
    Answer as Stripe would; `params` are nested, and `headers` named in small letters.

    The sandbox commits by itself, as a server elsewhere does: it is never asked in a transaction.
    It refuses by `broken` where a fault wants it, and a failure of its own then stays under the key.
    """
    try:
        with transaction.atomic(durable=True):
            return _answer(method, path, params, headers, now, broken)
    except Refusal as refusal:
        return _with_number(Answer(refusal.status, refusal.body))


def _answer(
    method: str,
    path: str,
    params: Mapping[str, Any],
    headers: Mapping[str, str],
    now: datetime,
    broken: Refusal | None,
) -> Answer:
    if broken and broken.status < SERVER_ERROR:
        raise broken
    _check_who(headers)
    route, refs = routes.find(method, path)
    world = World(now + ahead(), headers.get("stripe-account", ""))
    read = route.shape.read(params)
    key = headers.get("idempotency-key", "") if method == "POST" else ""
    print_of_it = keys.fingerprint(method, path, params)
    found = keys.earlier(world, key, print_of_it) if key else None
    if found:
        return _with_number(Answer(found.status, found.body, {"idempotent-replayed": "true"}))
    one_at_a_time()
    passing.happen(world)
    given = Answer(broken.status, broken.body) if broken else _handled(route, Call(world, refs, read))
    if key:
        keys.keep(world, key, print_of_it, given.status, given.body)
    return _with_number(given)


def _check_who(headers: Mapping[str, str]) -> None:
    if not headers.get("authorization", "").startswith(TEST_KEYS):
        raise Refusal(401, "api_key_invalid", "The sandbox takes keys for tests alone.")


def _handled(route: Route, call: Call) -> Answer:
    """What a refused request has written is undone; that it was refused is known under its key."""
    try:
        with transaction.atomic() if route.method == "POST" else nullcontext():
            return _told(route.handle(call), call.params.get("expand") or [])
    except Refusal as refusal:
        return Answer(refusal.status, refusal.body)


def _told(answered: Answered, paths: list[str]) -> Answer:
    if isinstance(answered, Declined):
        return Answer(PAYMENT_REQUIRED, answered.body)
    body = shown(answered) if isinstance(answered, SandboxObject) else answered
    return Answer(200, expand(body, paths))


def _with_number(given: Answer) -> Answer:
    return Answer(given.status, given.body, given.headers | {"request-id": new_ref("request")})
