"""What a payer does on a checkout page."""

from __future__ import annotations

from payments.sandbox.happenings import charging
from payments.sandbox.happenings.funding import await_money
from payments.sandbox.intents import new_intent
from payments.sandbox.methods import make_method
from payments.sandbox.refusals import Body, Refusal
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World


def pay(world: World, session: SandboxObject, instrument: str) -> str:
    """
    Pay by this means; why it was declined, or nothing.

    :raises Refusal: the session is not open, or does not take such a thing
    """
    _must_be_open(session)
    intent = _intent_of(world, session)
    method = make_method(world, instrument, customer=_kept_for(session))
    if method.body["type"] not in session.body["payment_method_types"]:
        raise Refusal(
            400, "payment_method_not_available", f"This session does not take {method.body['type']}."
        )
    if method.body["type"] == "customer_balance":
        await_money(world, intent, method)
        _complete(world, session, payment_status="unpaid")
        return ""
    if decline := charging.attempt(world, intent, method, is_present=True):
        return decline
    _complete(world, session, payment_status="paid")
    return ""


def fail_challenge(world: World, session: SandboxObject) -> None:
    """The payer did not prove who pays; the page stays open. :raises Refusal: it is not"""
    _must_be_open(session)
    if session.body["mode"] == "payment":
        charging.challenge_failed(world, _intent_of(world, session))


def keep_card(world: World, session: SandboxObject, instrument: str) -> str:
    """
    Leave a card for later; why it was refused, or nothing.

    :raises Refusal: the session is not open
    """
    _must_be_open(session)
    setup = world.get("setup_intent", session.body["setup_intent"])
    method = make_method(world, instrument, customer=session.body["customer"])
    instrument_left = charging.instrument_of(method)
    if instrument_left.decline and not instrument_left.is_kept:
        world.emit("setup_intent.setup_failed", setup)
        return instrument_left.decline
    world.change(setup, status="succeeded", payment_method=method.ref)
    world.emit("payment_method.attached", method)
    world.emit("setup_intent.succeeded", setup)
    _complete(world, session)
    return ""


def _must_be_open(session: SandboxObject) -> None:
    if session.body["status"] != "open":
        message = f"This page is {session.body['status']}; nobody can pay by it any more."
        raise Refusal(400, "checkout_session_not_open", message)


def _intent_of(world: World, session: SandboxObject) -> SandboxObject:
    """Made when somebody first tries to pay, as Stripe does."""
    if ref := session.body.get("payment_intent"):
        return world.get("payment_intent", ref)
    wanted: Body = session.hidden["wanted"].get("payment_intent_data", {})
    told = {"amount": session.body["amount_total"], "currency": session.body["currency"]}
    told["customer"] = session.body["customer"]
    intent = new_intent(world, wanted | told, types=session.body["payment_method_types"])
    world.change(session, payment_intent=intent.ref)
    world.emit("payment_intent.created", intent)
    return intent


def _kept_for(session: SandboxObject) -> str | None:
    """The method is the customer's for good where the session asked for that alone."""
    data = session.hidden["wanted"].get("payment_intent_data", {})
    return session.body["customer"] if "setup_future_usage" in data else None


def _complete(world: World, session: SandboxObject, **fields: str) -> None:
    session.due_at = None
    world.change(session, status="complete", url=None, **fields)
    world.emit("checkout.session.completed", session)
