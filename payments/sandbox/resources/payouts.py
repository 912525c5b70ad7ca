"""Payouts from a connected account to its bank."""

from __future__ import annotations

from stripe.params import PayoutCreateParams, PayoutListParams, PayoutRetrieveParams

from payments.sandbox.amounts import check_amount, check_currency, check_metadata
from payments.sandbox.calls import Call, Route
from payments.sandbox.happenings.paying_out import pay_out
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import many, one
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject


def create(call: Call) -> SandboxObject:
    params = call.params
    check_amount(params["amount"])
    check_currency(params["currency"])
    check_metadata(params)
    told: Body = {"metadata": params.get("metadata") or {}, "description": params.get("description")}
    return pay_out(call.world, params["amount"], params["currency"], told)


ROUTES = (
    Route(
        "POST",
        "/v1/payouts",
        create,
        Shape(PayoutCreateParams, "amount currency description metadata expand"),
    ),
    one("payout", "/v1/payouts/{}", PayoutRetrieveParams),
    many("payout", "/v1/payouts", PayoutListParams, "status"),
)
