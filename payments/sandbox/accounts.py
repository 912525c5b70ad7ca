"""A connected account: what it told of itself, and whether it may be paid."""

from __future__ import annotations

from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import whole
from payments.sandbox.world import World, v2_time

# Shown when they are asked for alone.
PARTS = {"configuration.recipient": "configuration", "defaults": "defaults", "identity": "identity"}
COPIED = ("contact_email", "display_name", "dashboard", "identity", "defaults", "metadata")


def new_account(world: World, wanted: Body) -> SandboxObject:
    body: Body = {name: wanted[name] for name in COPIED if name in wanted}
    body |= {"applied_configurations": ["recipient"], "created": v2_time(world.now)}
    return world.create("v2.core.account", body, transfers="restricted", return_url="")


def shown_account(row: SandboxObject, include: list[str]) -> Body:
    told = dict(row.body)
    capability: Body = {"status": row.hidden["transfers"], "status_details": []}
    if row.hidden["transfers"] != "active":
        capability["status_details"] = [{"code": "requirements_past_due", "resolution": "provide_info"}]
    balance = {"stripe_balance": {"stripe_transfers": capability}}
    told["configuration"] = {"recipient": {"applied": True, "capabilities": balance}}
    for part, name in PARTS.items():
        if part not in include:
            told[name] = None
    return whole("v2.core.account", told)


def decide(world: World, row: SandboxObject, *, is_accepted: bool) -> None:
    """Stripe has looked at what the firm told."""
    row.hidden["transfers"] = "active" if is_accepted else "unsupported"
    world.change(row)
    world.emit_thin("v2.core.account[configuration.recipient].capability_status_updated", row)
