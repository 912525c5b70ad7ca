"""Making a payment intent, whoever asks for it: the API, or a session that somebody pays."""

from __future__ import annotations

from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World, new_ref

COPIED = ("amount", "currency", "customer", "description", "transfer_group", "setup_future_usage")


def new_intent(world: World, wanted: Body, *, types: list[str]) -> SandboxObject:
    """`wanted` is read as the parameters of the API; the payment waits for its method."""
    body: Body = {name: wanted.get(name) for name in COPIED}
    body |= {"capture_method": wanted.get("capture_method") or "automatic_async"}
    body |= {"metadata": wanted.get("metadata") or {}, "payment_method_types": types}
    body |= {"amount_capturable": 0, "amount_received": 0, "amount_details": {"tip": {}}}
    body |= {"status": "requires_payment_method", "confirmation_method": "automatic"}
    intent = world.create("payment_intent", body | {"payment_method_options": {}, "source": None})
    return world.change(intent, client_secret=f"{intent.ref}_{new_ref('secret')}")
