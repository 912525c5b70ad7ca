"""Refunds: all of a charge or a part of it, as often as something is left."""

from __future__ import annotations

from stripe.params import RefundCreateParams, RefundListParams, RefundRetrieveParams

from payments.sandbox.amounts import check_amount, check_metadata, too_large
from payments.sandbox.calls import Call, Route
from payments.sandbox.happenings.refunding import refund
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import many, one
from payments.sandbox.refusals import Body, Refusal, missing_parameter
from payments.sandbox.rows import SandboxObject

CREATE = "amount charge payment_intent reason metadata expand"


def create(call: Call) -> SandboxObject:
    check_metadata(call.params)
    charge = _charge(call)
    left = charge.body["amount_captured"] - charge.body["amount_refunded"]
    _must_be_refundable(charge, left)
    amount = call.params.get("amount", left)
    check_amount(amount)
    if amount > left:
        raise too_large("amount", left)
    told: Body = {"reason": call.params.get("reason"), "metadata": call.params.get("metadata") or {}}
    return refund(call.world, charge, amount, told)


def _charge(call: Call) -> SandboxObject:
    if "charge" in call.params:
        return call.world.get("charge", call.params["charge"], "charge")
    if "payment_intent" not in call.params:
        raise missing_parameter("payment_intent")
    intent = call.world.get("payment_intent", call.params["payment_intent"], "payment_intent")
    if not intent.body.get("latest_charge"):
        message = f"This PaymentIntent ({intent.ref}) does not have a successful charge to refund."
        raise Refusal(400, "payment_intent_unexpected_state", message)
    return call.world.get("charge", intent.body["latest_charge"])


def _must_be_refundable(charge: SandboxObject, left: int) -> None:
    if charge.body["disputed"]:
        raise Refusal(400, "charge_disputed", f"Charge {charge.ref} has been charged back.")
    if not charge.body["captured"]:
        raise Refusal(
            400, "charge_not_refundable", f"Charge {charge.ref} was not captured; cancel it instead."
        )
    if left <= 0:
        raise Refusal(400, "charge_already_refunded", f"Charge {charge.ref} has already been refunded.")


ROUTES = (
    Route("POST", "/v1/refunds", create, Shape(RefundCreateParams, CREATE)),
    one("refund", "/v1/refunds/{}", RefundRetrieveParams),
    many("refund", "/v1/refunds", RefundListParams, "charge", "payment_intent"),
)
