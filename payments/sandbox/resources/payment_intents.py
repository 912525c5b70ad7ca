"""Payment intents: one payment from the wish to the end, whatever is tried on the way."""

from __future__ import annotations

from stripe.params import (
    PaymentIntentCancelParams,
    PaymentIntentCaptureParams,
    PaymentIntentCreateParams,
    PaymentIntentListParams,
    PaymentIntentRetrieveParams,
)

from payments.sandbox.amounts import check_amount, check_currency, check_metadata, too_large
from payments.sandbox.calls import Answered, Call, Route
from payments.sandbox.happenings.charging import attempt, settle
from payments.sandbox.happenings.ending import CANCELLABLE, cancel_intent
from payments.sandbox.intents import new_intent
from payments.sandbox.methods import method_for
from payments.sandbox.outcomes import Declined, card_error
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import many, one
from payments.sandbox.refusals import Refusal, invalid, not_simulated, unexpected_state
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import shown

CREATE = (
    "amount currency customer description metadata transfer_group capture_method confirm off_session"
    " payment_method allowed_payment_method_types expand"
)


def create(call: Call) -> Answered:
    """Charge a card that was saved, without its holder; one who is there pays by a session."""
    world, params = call.world, call.params
    check_amount(params["amount"])
    check_currency(params["currency"])
    check_metadata(params)
    if not (params.get("confirm") and params.get("off_session") and "payment_method" in params):
        raise not_simulated("a payment intent that is not confirmed off-session when it is created")
    customer = params.get("customer")
    if customer:
        world.get("customer", customer, "customer")
    method = method_for(world, params["payment_method"], customer)
    if method.body["type"] not in params.get("allowed_payment_method_types", [method.body["type"]]):
        raise invalid("payment_method", "The payment method is not of an allowed type.")
    if params.get("capture_method") == "manual" and method.body["type"] != "card":
        raise invalid("capture_method", "Only cards can be authorised now and captured later.")
    intent = new_intent(world, params, types=[method.body["type"]])
    world.emit("payment_intent.created", intent)
    if decline := attempt(world, intent, method, is_present=False):
        return _declined(call, intent, method, decline)
    return intent


def _declined(call: Call, intent: SandboxObject, method: SandboxObject, decline: str) -> Declined:
    more = {"charge": intent.body["latest_charge"], "payment_method": shown(method)}
    return Declined(card_error(decline, payment_intent=shown(intent), **more))


def capture(call: Call) -> SandboxObject:
    intent = call.world.get("payment_intent", call.ref)
    status, most = intent.body["status"], intent.body["amount_capturable"]
    if status != "requires_capture":
        raise unexpected_state("payment_intent", status, "requires_capture")
    amount = call.params.get("amount_to_capture", most)
    check_amount(amount, "amount_to_capture")
    check_metadata(call.params)
    if amount > most:
        raise too_large("amount_to_capture", most)
    charge = call.world.get("charge", intent.body["latest_charge"])
    metadata = intent.body["metadata"] | (call.params.get("metadata") or {})
    settle(call.world, intent, charge, amount, metadata=metadata)
    return intent


def cancel(call: Call) -> SandboxObject:
    intent = call.world.get("payment_intent", call.ref)
    _must_not_be_of_an_open_session(call, intent)
    if intent.body["status"] not in CANCELLABLE:
        raise unexpected_state("payment_intent", intent.body["status"], ", ".join(CANCELLABLE))
    cancel_intent(call.world, intent, call.params.get("cancellation_reason"))
    return intent


def _must_not_be_of_an_open_session(call: Call, intent: SandboxObject) -> None:
    of_it = call.world.rows("checkout.session").filter(body__payment_intent=intent.ref)
    if of_it.filter(body__status="open").exists():
        message = "The PaymentIntent of an open Checkout Session cannot be cancelled; expire the session."
        raise Refusal(400, "payment_intent_unexpected_state", message)


ONE = "/v1/payment_intents/{}"
ROUTES = (
    Route("POST", "/v1/payment_intents", create, Shape(PaymentIntentCreateParams, CREATE)),
    one("payment_intent", ONE, PaymentIntentRetrieveParams),
    many("payment_intent", "/v1/payment_intents", PaymentIntentListParams, "customer"),
    Route(
        "POST",
        f"{ONE}/capture",
        capture,
        Shape(PaymentIntentCaptureParams, "amount_to_capture metadata expand"),
    ),
    Route("POST", f"{ONE}/cancel", cancel, Shape(PaymentIntentCancelParams, "cancellation_reason expand")),
)
