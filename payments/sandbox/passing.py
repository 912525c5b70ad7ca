"""Time passes in the sandbox: everything that fell due happens, in the order in which it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from payments.sandbox.happenings import charging, ending, paying_out, refunding
from payments.sandbox.locking import one_at_a_time
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World, ahead

MOST = 500


def _authorisation_ends(world: World, intent: SandboxObject) -> None:
    ending.cancel_intent(world, intent, "automatic")


CHANGES: dict[str, Callable[[World, SandboxObject], None]] = {
    "charge": charging.account_for,
    "checkout.session": ending.expire_session,
    "payment_intent": _authorisation_ends,
    "payout": paying_out.arrive,
    "refund": refunding.come_due,
}


def let_time_pass(now: datetime) -> int:
    """By our clock; how many objects changed."""
    with transaction.atomic():
        one_at_a_time()
        return happen(World(now + ahead()))


def happen(world: World) -> int:
    """In the caller's transaction, which holds the sandbox; each change bears the time when it was due."""
    for count in range(MOST):
        row = SandboxObject.objects.filter(due_at__lte=world.now).order_by("due_at", "pk").first()
        if row is None:
            return count
        assert row.due_at is not None
        CHANGES[row.kind](replace(world, now=row.due_at, account=row.account), row)
    return MOST
