"""Money goes back to the payer, at once, late, or not after all."""

from __future__ import annotations

from datetime import timedelta

from payments.sandbox import balances
from payments.sandbox.instruments import INSTRUMENTS, RefundFate
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World

SETTLED_AFTER = timedelta(days=1)


def refund(world: World, charge: SandboxObject, amount: int, told: Body) -> SandboxObject:
    """Give this much back; it waits where the balance has not enough."""
    body: Body = {"amount": amount, "currency": charge.body["currency"], "charge": charge.ref, **told}
    row = world.create(
        "refund", body | {"payment_intent": charge.body["payment_intent"], "status": "pending"}
    )
    given_back = charge.body["amount_refunded"] + amount
    world.change(charge, amount_refunded=given_back, refunded=given_back == charge.body["amount_captured"])
    pay_out(world, row, charge)
    world.emit("refund.created", row)
    world.emit("charge.refunded", charge)
    return row


def pay_out(world: World, row: SandboxObject, charge: SandboxObject) -> None:
    amount, currency = row.body["amount"], row.body["currency"]
    if balances.total(world, currency) < amount:
        world.change(row, pending_reason="insufficient_funds")
        world.schedule(row, SETTLED_AFTER)
        return
    booked = balances.record(world, "refund", -amount, currency, row.ref)
    fate = INSTRUMENTS[charge.hidden["instrument"]].refund
    is_late = fate is RefundFate.ARRIVES_LATE
    row.due_at = None
    told = {"status": "pending", "pending_reason": "processing"} if is_late else {"status": "succeeded"}
    world.change(row, balance_transaction=booked.ref, **({"pending_reason": None} | told))
    if fate is not RefundFate.ARRIVES:
        world.schedule(row, SETTLED_AFTER)


def come_due(world: World, row: SandboxObject) -> None:
    """What was open about a refund is decided."""
    charge = world.get("charge", row.body["charge"])
    if row.body.get("balance_transaction") is None:
        pay_out(world, row, charge)
        world.emit("refund.updated", row)
    elif INSTRUMENTS[charge.hidden["instrument"]].refund is RefundFate.FAILS:
        _fail(world, row, charge)
    else:
        row.due_at = None
        world.change(row, status="succeeded", pending_reason=None)
        world.emit("refund.updated", row)
        world.emit("charge.refund.updated", row)


def _fail(world: World, row: SandboxObject, charge: SandboxObject) -> None:
    amount = row.body["amount"]
    booked = balances.record(world, "refund_failure", amount, row.body["currency"], row.ref)
    row.due_at = None
    reason = {"failure_reason": "expired_or_canceled_card", "failure_balance_transaction": booked.ref}
    world.change(row, status="failed", **reason)
    world.change(charge, amount_refunded=charge.body["amount_refunded"] - amount, refunded=False)
    for event_type in ("refund.failed", "refund.updated", "charge.refund.updated"):
        world.emit(event_type, row)
