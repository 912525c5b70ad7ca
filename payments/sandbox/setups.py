"""Making a setup intent: a card is to be kept, and nothing is charged."""

from __future__ import annotations

from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World


def new_setup(world: World, wanted: Body, customer: str | None) -> SandboxObject:
    body: Body = {"customer": customer, "description": wanted.get("description"), "usage": "off_session"}
    body |= {"metadata": wanted.get("metadata") or {}, "payment_method_types": ["card"]}
    row = world.create("setup_intent", body | {"status": "requires_payment_method"})
    world.emit("setup_intent.created", row)
    return row
