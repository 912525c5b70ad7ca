"""A payment is tried: it is authorised, charged or declined."""

from __future__ import annotations

from datetime import timedelta

from payments.sandbox import balances
from payments.sandbox.happenings.disputing import open_dispute
from payments.sandbox.instruments import INSTRUMENTS, Instrument
from payments.sandbox.outcomes import card_error
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World, stamp

AUTHORISATION_LASTS = timedelta(days=7)
# Capturing is done at once and accounted later: until then a charge has no balance transaction.
ACCOUNTED_AFTER = timedelta(seconds=2)
AVAILABLE_AFTER = timedelta(days=2)


def instrument_of(method: SandboxObject) -> Instrument:
    return INSTRUMENTS[method.hidden["instrument"]]


def attempt(world: World, intent: SandboxObject, method: SandboxObject, *, is_present: bool) -> str:
    """
    Charge the method, or authorise it where the intent captures by hand.

    Returns why it was declined, or nothing. A payer who is present proves who pays when asked.
    """
    if decline := instrument_of(method).decline_for(is_present=is_present):
        fail(world, intent, method, decline)
        return decline
    charge = _charge(world, intent, method, status="succeeded", paid=True)
    paid_with: Body = {"payment_method": method.ref, "latest_charge": charge.ref}
    paid_with |= {"next_action": None, "last_payment_error": None}
    if intent.body["capture_method"] == "manual":
        _authorised(world, intent, charge, paid_with)
    else:
        settle(world, intent, charge, intent.body["amount"], **paid_with)
    return ""


def _authorised(world: World, intent: SandboxObject, charge: SandboxObject, fields: Body) -> None:
    world.change(intent, status="requires_capture", amount_capturable=intent.body["amount"], **fields)
    world.schedule(intent, AUTHORISATION_LASTS)
    world.emit("charge.succeeded", charge)
    world.emit("payment_intent.amount_capturable_updated", intent)


def settle(world: World, intent: SandboxObject, charge: SandboxObject, amount: int, **fields: object) -> None:
    """Take this much of what was authorised; the rest is released."""
    was_held = intent.body["status"] == "requires_capture"
    world.change(charge, captured=True, amount_captured=amount)
    intent.due_at = None
    world.change(intent, status="succeeded", amount_received=amount, amount_capturable=0, **fields)
    instrument = INSTRUMENTS[charge.hidden["instrument"]]
    if instrument.is_settled_at_once:
        account_for(world, charge, available_in=timedelta())
    else:
        world.schedule(charge, ACCOUNTED_AFTER)
    world.emit("charge.captured" if was_held else "charge.succeeded", charge)
    world.emit("payment_intent.succeeded", intent)
    if instrument.is_disputed:
        open_dispute(world, charge, amount)


def account_for(world: World, charge: SandboxObject, available_in: timedelta = AVAILABLE_AFTER) -> None:
    """The balance transaction of a captured charge comes; the charge tells of it."""
    body, method = charge.body, charge.body["payment_method_details"]["type"]
    row = balances.record(
        world,
        "charge",
        body["amount_captured"],
        body["currency"],
        charge.ref,
        fee=balances.fee_for(method, body["amount_captured"]),
        available_in=available_in,
        description=body.get("description") or "",
    )
    charge.due_at = None
    world.change(charge, balance_transaction=row.ref)
    world.emit("charge.updated", charge, balance_transaction=None)


def fail(world: World, intent: SandboxObject, method: SandboxObject, decline: str) -> None:
    """The attempt stays as a failed charge; the intent waits for another method."""
    charge = _charge(world, intent, method, status="failed", paid=False)
    error = card_error(decline)
    world.change(charge, failure_code=error["code"], failure_message=error["message"])
    world.change(
        intent,
        status="requires_payment_method",
        payment_method=None,
        latest_charge=charge.ref,
        next_action=None,
        last_payment_error=error,
    )
    world.emit("charge.failed", charge)
    world.emit("payment_intent.payment_failed", intent)


def challenge_failed(world: World, intent: SandboxObject) -> None:
    """The payer did not prove who pays: no charge was tried."""
    message = "We are unable to authenticate your payment method. Please choose a different payment method."
    error = {
        "type": "invalid_request_error",
        "code": "payment_intent_authentication_failure",
        "message": message,
    }
    fields = {"payment_method": None, "next_action": None, "last_payment_error": error}
    world.change(intent, status="requires_payment_method", **fields)
    world.emit("payment_intent.payment_failed", intent)


def _charge(
    world: World, intent: SandboxObject, method: SandboxObject, *, status: str, paid: bool
) -> SandboxObject:
    copied = ("amount", "currency", "customer", "description", "metadata", "transfer_group")
    body: Body = {name: intent.body.get(name) for name in copied}
    body |= {"payment_intent": intent.ref, "payment_method": method.ref, "status": status, "paid": paid}
    body |= {"amount_captured": 0, "amount_refunded": 0, "captured": False, "refunded": False}
    body |= {"disputed": False, "billing_details": method.body["billing_details"]}
    body["payment_method_details"] = _details(world, intent, method)
    body["outcome"] = _outcome(is_paid=paid)
    return world.create("charge", body, instrument=method.hidden["instrument"])


def _details(world: World, intent: SandboxObject, method: SandboxObject) -> Body:
    kind = method.body["type"]
    details: Body = {}
    if kind == "card":
        copied = ("brand", "country", "exp_month", "exp_year", "funding", "last4", "fingerprint")
        details = {name: method.body["card"][name] for name in copied}
        if intent.body["capture_method"] == "manual":
            details["capture_before"] = stamp(world.now + AUTHORISATION_LASTS)
    return {"type": kind, kind: details}


def _outcome(*, is_paid: bool) -> Body:
    if is_paid:
        return {"network_status": "approved_by_network", "type": "authorized", "risk_level": "normal"}
    return {"network_status": "declined_by_network", "type": "issuer_declined", "risk_level": "normal"}
