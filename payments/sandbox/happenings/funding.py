"""Bank transfers: the payment waits until the money is there, in as many parts as it comes."""

from __future__ import annotations

from payments.sandbox.amounts import check_amount
from payments.sandbox.happenings import charging
from payments.sandbox.refusals import Body, Refusal
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World


def await_money(world: World, intent: SandboxObject, method: SandboxObject) -> None:
    """Tell the payer where to send the money."""
    intent.hidden["method"] = method.ref
    world.change(intent, status="requires_action", payment_method=method.ref)
    _tell_what_is_missing(world, intent, received=0)
    world.emit("payment_intent.requires_action", intent)


def _tell_what_is_missing(world: World, intent: SandboxObject, *, received: int) -> None:
    intent.hidden["received"] = received
    instructions: Body = {
        "amount_remaining": intent.body["amount"] - received,
        "currency": intent.body["currency"],
        "reference": intent.ref[-12:].upper(),
        "type": "eu_bank_transfer",
        "hosted_instructions_url": None,
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
    session = world.rows("checkout.session").filter(body__payment_intent=intent.ref).first()
    if session is not None:
        world.change(session, payment_status="paid")
        world.emit("checkout.session.async_payment_succeeded", session)
