"""Money of the platform becomes a connected account's, and the other way round."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from payments.sandbox import balances
from payments.sandbox.happenings.charging import AVAILABLE_AFTER
from payments.sandbox.refusals import Body, Refusal, no_such
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import listed
from payments.sandbox.world import World, new_ref

COPIED = ("amount", "currency", "destination", "description", "source_transaction")


def transfer(world: World, wanted: Body) -> SandboxObject:
    """
    A transfer that names its charge waits for the charge's money; any other needs it now.

    :raises Refusal: the account may not be paid, or there is not so much
    """
    _must_be_payable(world, wanted["destination"])
    amount, currency = wanted["amount"], wanted["currency"]
    charge = _source(world, wanted)
    if charge is None and amount > balances.available(world, currency):
        raise balances.insufficient("the transfer is larger than the available balance")
    wait = _waits(world, charge)
    body: Body = {name: wanted.get(name) for name in COPIED}
    group = wanted.get("transfer_group") or (charge and charge.body.get("transfer_group"))
    body |= {"transfer_group": group, "metadata": wanted.get("metadata") or {}, "source_type": "card"}
    row = world.create("transfer", body | {"amount_reversed": 0, "reversed": False})
    booked = balances.record(world, "transfer", -amount, currency, row.ref, available_in=wait)
    theirs = world.of(row.body["destination"])
    balances.record(theirs, "payment", amount, currency, row.ref, available_in=wait)
    world.change(
        row,
        balance_transaction=booked.ref,
        destination_payment=row.ref.replace("tr_", "py_"),
        reversals=listed(f"/v1/transfers/{row.ref}/reversals", []),
    )
    world.emit("transfer.created", row)
    return row


def _must_be_payable(world: World, ref: str) -> None:
    account = world.rows("v2.core.account").filter(ref=ref).first()
    if account is None:
        raise no_such("destination", ref, "destination")
    if account.hidden["transfers"] != "active":
        message = f"Account {ref} has no active capability to receive transfers."
        raise Refusal(400, "insufficient_capabilities_for_transfer", message)


def _source(world: World, wanted: Body) -> SandboxObject | None:
    """The charge that the money comes from, where one is named; it must still have so much."""
    ref = wanted.get("source_transaction")
    if ref is None:
        return None
    charge = world.get("charge", ref, "source_transaction")
    if not charge.body["captured"] or charge.body["currency"] != wanted["currency"]:
        raise Refusal(400, "charge_invalid_parameter", f"Charge {ref} cannot be the source of this transfer.")
    moved = balances.summed(world.rows("transfer").filter(body__source_transaction=ref), "amount")
    if wanted["amount"] + moved > charge.body["amount_captured"]:
        raise balances.insufficient(f"charge {ref} has not so much left to transfer")
    return charge


def _waits(world: World, charge: SandboxObject | None) -> timedelta:
    """Until the money of the charge is available."""
    if charge is None:
        return timedelta()
    ref = charge.body.get("balance_transaction")
    if ref is None:
        return AVAILABLE_AFTER
    available_at = datetime.fromtimestamp(world.get("balance_transaction", ref).body["available_on"], UTC)
    return max(available_at - world.now, timedelta())


def reverse(world: World, row: SandboxObject, amount: int, metadata: Body) -> SandboxObject:
    """:raises Refusal: the account has not so much"""
    currency, theirs = row.body["currency"], world.of(row.body["destination"])
    if amount > balances.total(theirs, currency):
        raise balances.insufficient("the connected account has less than the reversal takes")
    body: Body = {"amount": amount, "currency": currency, "transfer": row.ref, "metadata": metadata}
    back = world.create("transfer_reversal", body)
    booked = balances.record(world, "transfer_refund", amount, currency, back.ref)
    balances.record(theirs, "payment_refund", -amount, currency, back.ref)
    theirs_back = new_ref("payment_refund")
    world.change(back, balance_transaction=booked.ref, destination_payment_refund=theirs_back)
    reversed_in_all = row.body["amount_reversed"] + amount
    world.change(row, amount_reversed=reversed_in_all, reversed=reversed_in_all == row.body["amount"])
    world.emit("transfer.reversed", row)
    return back
