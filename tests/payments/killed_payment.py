"""A worker to be killed while it brings a payment on: it hangs at one labelled point of one operation."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings

from payments.gateway import Sandboxed, gateway
from payments.models import PaymentOperation
from payments.operations import advancing, applying, sending

BEFORE, AFTER = "before", "after"
# Where it may die: while it asks, and while it takes over what came of it, there inside its transaction too.
ASKING = {
    "chosen": (advancing, "send", BEFORE),
    "marking": (PaymentOperation, "save", AFTER),
    "marked": (sending, "_mark_sent", AFTER),
    "asked": (sending, "_finish", BEFORE),
    "written": (sending, "_finish", AFTER),
}
TAKING_OVER = {
    "sent": (advancing, "look", BEFORE),
    "looked": (advancing, "look", AFTER),
    "locked": (applying, "_choose_payment", BEFORE),
    "chosen payment": (applying, "_choose_payment", AFTER),
    "posted": (applying, "take_over", AFTER),
    "followed": (applying, "_follow_state", AFTER),
    "gone on": (applying, "_go_on", AFTER),
    "seen": (advancing, "apply", AFTER),
}
POINTS = ASKING | TAKING_OVER


def hang() -> None:
    print("hangs", flush=True)
    sys.stdin.read()


def lay(point: str, plan_id: str, kind: str) -> None:
    """Let it hang there, when it is about this kind."""
    module, name, when = POINTS[point]
    work = getattr(module, name)

    def is_here(told: Any) -> bool:
        if point in TAKING_OVER:
            return PaymentOperation.objects.filter(plan=plan_id, kind=kind, state="done").exists()
        found = told if isinstance(told, PaymentOperation) else PaymentOperation.objects.get(pk=told)
        return found.kind == kind

    @wraps(work)
    def doomed(*args: Any, **named: Any) -> Any:
        if when == BEFORE and is_here(args[0]):
            hang()
        done = work(*args, **named)
        if when == AFTER and is_here(args[0]):
            hang()
        return done

    setattr(module, name, doomed)


def main(plan_id: str, point: str, kind: str, now: str) -> None:
    moment = datetime.fromisoformat(now)
    lay(point, plan_id, kind)
    settings.PAYMENTS_BACKEND = "sandbox"
    advance: Callable[..., Any] = advancing.advance
    advance(int(plan_id), gateway(Sandboxed(clock=lambda: moment)), clock=lambda: moment)
    print("ended", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
