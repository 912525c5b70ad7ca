"""Bank transfers: the payment waits until the money is there, in as many parts as it comes."""

from __future__ import annotations

from payments.sandbox.addresses import page_of
from payments.sandbox.amounts import check_amount
from payments.sandbox.happenings import charging
from payments.sandbox.refusals import Body, Refusal
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World

# Where the payer sends it, by what is paid in.
BANKS = {"eur": "eu_bank_transfer", "usd": "us_bank_transfer", "jpy": "jp_bank_transfer"}


def await_money(world: World, intent: SandboxObject, method: SandboxObject) -> None:
    """Tell the payer where to send the money."""
    intent.hidden["method"] = method.ref
    world.change(intent, status="requires_action", payment_method=method.ref)
    _tell_what_is_missing(world, intent, received=0)
    world.emit("payment_intent.requires_action", intent)


def _tell_what_is_missing(world: World, intent: SandboxObject, *, received: int) -> None:
    intent.hidden["received"] = received
    session = _session_of(world, intent)
    instructions: Body = {
        "amount_remaining": intent.body["amount"] - received,
        "currency": intent.body["currency"],
        "reference": intent.ref[-12:].upper(),
        "type": BANKS[intent.body["currency"]],
        "hosted_instructions_url": page_of("checkout", session.ref) if session else None,
    }
    action = {
        "type": "display_bank_transfer_instructions",
        "display_bank_transfer_instructions": instructions,
    }
    world.change(intent, next_action=action)


def money_arrives(world: World, intent: SandboxObject, amount: int) -> None:
    """
    Too little is kept for this payment; what is too much is the customer's, with Stripe.

    :raises Refusal: the payment does not wait for money
    """
    check_amount(amount)
    if intent.body["status"] != "requires_action" or "method" not in intent.hidden:
        raise Refusal(
            400, "payment_intent_unexpected_state", "This payment does not wait for a bank transfer."
        )
    received, wanted = intent.hidden["received"] + amount, intent.body["amount"]
    if received < wanted:
        _tell_what_is_missing(world, intent, received=received)
        world.emit("payment_intent.partially_funded", intent)
        return
    method = world.get("payment_method", intent.hidden.pop("method"))
    charging.attempt(world, intent, method, is_present=True)
    _keep_for_customer(world, intent, received - wanted)
    _tell_session(world, intent)


def _keep_for_customer(world: World, intent: SandboxObject, amount: int) -> None:
    if not amount:
        return
    customer = world.get("customer", intent.body["customer"])
    cash, currency = customer.hidden.setdefault("cash", {}), intent.body["currency"]
    cash[currency] = cash.get(currency, 0) + amount
    world.change(customer)


def _tell_session(world: World, intent: SandboxObject) -> None:
    if session := _session_of(world, intent):
        world.change(session, payment_status="paid")
        world.emit("checkout.session.async_payment_succeeded", session)


def _session_of(world: World, intent: SandboxObject) -> SandboxObject | None:
    return world.rows("checkout.session").filter(body__payment_intent=intent.ref).first()


def keep_what_came(world: World, intent: SandboxObject) -> None:
    """Of a payment that ends: what came for it is the customer's, with Stripe."""
    if "method" in intent.hidden:
        _keep_for_customer(world, intent, intent.hidden.pop("received", 0))
        intent.hidden.pop("method")
