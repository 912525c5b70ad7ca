"""What ends by itself or by hand: payments that are cancelled, sessions that run out."""

from __future__ import annotations

from payments.sandbox.happenings.funding import keep_what_came
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World

# What can still be cancelled; a session that is open guards its own intent besides.
CANCELLABLE = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")


def cancel_intent(world: World, intent: SandboxObject, reason: str | None) -> None:
    """Nothing is taken; what was authorised is free again."""
    was_held = intent.body["status"] == "requires_capture"
    intent.due_at = None
    keep_what_came(world, intent)
    ended = {"status": "canceled", "canceled_at": world.stamp, "cancellation_reason": reason}
    world.change(intent, amount_capturable=0, next_action=None, **ended)
    if was_held:
        charge = world.get("charge", intent.body["latest_charge"])
        world.change(charge, refunded=True, amount_refunded=charge.body["amount"])
        # A bank that frees the money by itself is told apart from a shop that gives it back.
        world.emit("charge.expired" if reason == "automatic" else "charge.refunded", charge)
    world.emit("payment_intent.canceled", intent)


def expire_session(world: World, session: SandboxObject) -> None:
    """Nobody can pay by it any more."""
    session.due_at = None
    world.change(session, status="expired", url=None)
    if intent_ref := session.body.get("payment_intent"):
        intent = world.get("payment_intent", intent_ref)
        if intent.body["status"] in CANCELLABLE:
            cancel_intent(world, intent, "automatic")
    if setup_ref := session.body.get("setup_intent"):
        world.change(world.get("setup_intent", setup_ref), status="canceled")
    world.emit("checkout.session.expired", session)
