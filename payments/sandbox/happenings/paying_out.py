"""A connected account's money goes to its bank, and may come back."""

from __future__ import annotations

from datetime import timedelta

from payments.sandbox import balances
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World, stamp

ARRIVES_AFTER = timedelta(days=1)


def pay_out(world: World, amount: int, currency: str, told: Body) -> SandboxObject:
    """:raises Refusal: so much is not available"""
    if amount > balances.available(world, currency):
        raise balances.insufficient("the payout is larger than the available balance")
    arrives_at = stamp(world.now + ARRIVES_AFTER)
    body: Body = {"amount": amount, "currency": currency, "status": "pending", "arrival_date": arrives_at}
    body |= {"automatic": False, "method": "standard", "type": "bank_account", "source_type": "card"}
    row = world.create("payout", body | told | {"reconciliation_status": "not_applicable"})
    booked = balances.record(world, "payout", -amount, currency, row.ref)
    world.change(row, balance_transaction=booked.ref)
    world.schedule(row, ARRIVES_AFTER)
    world.emit("payout.created", row)
    return row


def arrive(world: World, row: SandboxObject) -> None:
    row.due_at = None
    world.change(row, status="paid")
    world.emit("payout.paid", row)


def come_back(world: World, row: SandboxObject) -> None:
    """The bank refused it, be it that it was told to have arrived."""
    row.due_at = None
    amount, currency = row.body["amount"], row.body["currency"]
    booked = balances.record(world, "payout_failure", amount, currency, row.ref)
    failure = {"failure_code": "account_closed", "failure_message": "The bank account has been closed."}
    world.change(row, status="failed", failure_balance_transaction=booked.ref, **failure)
    world.emit("payout.failed", row)
