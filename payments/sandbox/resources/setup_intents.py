"""Setup intents and the methods that they leave."""

from __future__ import annotations

from stripe.params import (
    CustomerListPaymentMethodsParams,
    PaymentMethodDetachParams,
    PaymentMethodRetrieveParams,
    SetupIntentRetrieveParams,
)

from payments.sandbox.calls import Call, Route
from payments.sandbox.listing import PAGING, page
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import one
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import listed, shown


def of_customer(call: Call) -> Body:
    customer = call.world.get("customer", call.ref)
    rows = call.world.rows("payment_method").filter(body__customer=customer.ref)
    found, has_more = page(rows, call.params)
    url = f"/v1/customers/{customer.ref}/payment_methods"
    return listed(url, [shown(row) for row in found], has_more=has_more)


def detach(call: Call) -> SandboxObject:
    """The method can never be charged again."""
    row = call.world.get("payment_method", call.ref)
    call.world.change(row, customer=None)
    call.world.emit("payment_method.detached", row)
    return row


METHOD = "/v1/payment_methods/{}"
ROUTES = (
    one("setup_intent", "/v1/setup_intents/{}", SetupIntentRetrieveParams),
    one("payment_method", METHOD, PaymentMethodRetrieveParams),
    Route("POST", f"{METHOD}/detach", detach, Shape(PaymentMethodDetachParams, "expand")),
    Route(
        "GET",
        "/v1/customers/{}/payment_methods",
        of_customer,
        Shape(CustomerListPaymentMethodsParams, f"expand {PAGING}"),
    ),
)
