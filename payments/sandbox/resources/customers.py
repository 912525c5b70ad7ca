"""Customers: who pays, and the money of theirs that lies with Stripe."""

from __future__ import annotations

from stripe.params import CustomerCashBalanceRetrieveParams, CustomerCreateParams, CustomerRetrieveParams

from payments.sandbox.calls import Call, Route
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import one
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import whole


def create(call: Call) -> SandboxObject:
    row = call.world.create("customer", {"metadata": {}, "test_clock": None} | call.params)
    call.world.emit("customer.created", row)
    return row


def cash_balance(call: Call) -> Body:
    """What came by bank transfer and paid for nothing yet."""
    row = call.world.get("customer", call.ref)
    settings = {"reconciliation_mode": "automatic", "using_merchant_default": True}
    body = {"customer": row.ref, "livemode": False, "settings": settings}
    return whole("cash_balance", body | {"available": row.hidden.get("cash") or None})


ROUTES = (
    Route("POST", "/v1/customers", create, Shape(CustomerCreateParams, "name email metadata description")),
    one("customer", "/v1/customers/{}", CustomerRetrieveParams),
    Route(
        "GET",
        "/v1/customers/{}/cash_balance",
        cash_balance,
        Shape(CustomerCashBalanceRetrieveParams, "expand"),
    ),
)
