"""Means of payment as objects: made from a test card, kept for a customer."""

from __future__ import annotations

import hashlib
from typing import Any

from payments.sandbox.instruments import INSTRUMENTS, Instrument
from payments.sandbox.refusals import Body, no_such
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World


def make_method(world: World, name: str, *, customer: str | None = None) -> SandboxObject:
    """:raises Refusal: there is no instrument of this name"""
    if name not in INSTRUMENTS:
        raise no_such("payment_method", name, "payment_method")
    instrument = INSTRUMENTS[name]
    body: Body = {"type": instrument.type, "customer": customer, "metadata": {}}
    body |= {"billing_details": dict.fromkeys(("address", "email", "name", "phone", "tax_id"))}
    body[instrument.type] = _card(instrument) if instrument.type == "card" else {}
    return world.create("payment_method", body, instrument=name)


def method_for(world: World, given: str, customer: str | None) -> SandboxObject:
    """
    A method that is kept, or a new one from the name of a test card.

    :raises Refusal: there is none, or it is another customer's
    """
    if given in INSTRUMENTS:
        return make_method(world, given)
    row = world.get("payment_method", given, "payment_method")
    if row.body["customer"] not in (None, customer):
        raise no_such("payment_method", given, "payment_method")
    return row


def _card(instrument: Instrument) -> Body:
    checks = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
    card: dict[str, Any] = {"brand": instrument.brand, "last4": instrument.last4, "funding": "credit"}
    card |= {"display_brand": instrument.brand, "country": "US", "exp_month": 12, "exp_year": 2034}
    card |= {"checks": checks, "networks": {"available": [instrument.brand], "preferred": None}}
    card["three_d_secure_usage"] = {"supported": True}
    return card | {"fingerprint": hashlib.sha256(instrument.last4.encode()).hexdigest()[:16]}
