"""Checkout sessions: a page of Stripe's where a payer pays, or leaves a card for later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListParams,
    SessionRetrieveParams,
)

from payments.sandbox.addresses import page_of
from payments.sandbox.amounts import check_amount, check_currency, check_metadata
from payments.sandbox.calls import Call, Route
from payments.sandbox.happenings.ending import expire_session
from payments.sandbox.happenings.funding import BANKS
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import many, one
from payments.sandbox.refusals import Body, Refusal, invalid, missing_parameter, not_simulated
from payments.sandbox.rows import SandboxObject
from payments.sandbox.setups import new_setup
from payments.sandbox.world import World

CREATE = (
    "mode ui_mode customer currency success_url cancel_url expires_at client_reference_id locale metadata"
    " expand allowed_payment_method_types line_items.quantity line_items.price_data.currency"
    " line_items.price_data.unit_amount line_items.price_data.product_data.name"
    " line_items.price_data.product_data.description payment_intent_data.capture_method"
    " payment_intent_data.transfer_group payment_intent_data.metadata payment_intent_data.description"
    " payment_intent_data.setup_future_usage setup_intent_data.metadata setup_intent_data.description"
    " payment_method_options.customer_balance.funding_type payment_method_options.wechat_pay.client"
    " payment_method_options.customer_balance.bank_transfer.type"
    " payment_method_options.customer_balance.bank_transfer.eu_bank_transfer.country"
)
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=24)
LATER = {"card"}  # what can be authorised now and captured later, or kept for another day
OWN = ("mode", "customer", "success_url", "cancel_url", "client_reference_id", "locale")


def create(call: Call) -> SandboxObject:
    world, params = call.world, call.params
    check_metadata(params)
    if params.get("customer"):
        world.get("customer", params["customer"], "customer")
    types = params.get("allowed_payment_method_types") or ["card"]
    _check_types(params, types)
    lasts = _lasts(world, params)
    body: Body = {name: params.get(name) for name in OWN} | _empty(types)
    body |= {"metadata": params.get("metadata") or {}, "ui_mode": "hosted_page", "status": "open"}
    told = _setup(world, params) if params["mode"] == "setup" else _payment(params)
    ends_at = world.stamp + lasts // timedelta(seconds=1)
    session = world.create("checkout.session", body | told | {"expires_at": ends_at}, wanted=params)
    world.change(session, url=page_of("checkout", session.ref))
    world.schedule(session, lasts)
    return session


def _empty(types: list[str]) -> Body:
    body: Body = {"automatic_tax": {"enabled": False}, "custom_fields": [], "custom_text": {}}
    return body | {
        "allowed_payment_method_types": types,
        "payment_method_types": types,
        "shipping_options": [],
    }


def _check_types(params: Body, types: list[str]) -> None:
    mode = params["mode"]
    if mode not in ("payment", "setup"):
        raise not_simulated(f"the mode {mode}")
    capture = params.get("payment_intent_data", {}).get("capture_method")
    if (mode == "setup" or capture == "manual") and not LATER.issuperset(types):
        raise invalid("allowed_payment_method_types", "Only cards can be authorised, or kept for later.")
    if "customer_balance" in types:
        _check_bank_transfer(params)


def _check_bank_transfer(params: Body) -> None:
    options = params.get("payment_method_options", {}).get("customer_balance", {})
    if not params.get("customer"):
        raise missing_parameter("customer")
    if options.get("funding_type") != "bank_transfer":
        raise missing_parameter("payment_method_options[customer_balance][funding_type]")
    kind = options.get("bank_transfer", {}).get("type", "eu_bank_transfer")
    if kind not in BANKS.values():
        raise not_simulated(f"bank transfers of the type {kind}")
    if any(BANKS.get(price["currency"]) != kind for price in _prices(params)):
        raise invalid("allowed_payment_method_types", "Bank transfers are not taken in this currency.")


def _lasts(world: World, params: Body) -> timedelta:
    if "expires_at" not in params:
        return LONGEST
    lasts = datetime.fromtimestamp(params["expires_at"], UTC) - world.now.replace(microsecond=0)
    if not SHORTEST <= lasts <= LONGEST:
        raise invalid("expires_at", "The session must expire between 30 minutes and 24 hours from now.")
    return lasts


def _payment(params: Body) -> Body:
    prices = _prices(params)
    check_metadata(params.get("payment_intent_data", {}))
    currencies = {price["currency"] for price in prices}
    if len(currencies) > 1:
        raise invalid("line_items", "All line items are in one currency.")
    (currency,) = currencies
    check_currency(currency)
    total = sum(price["unit_amount"] * price["quantity"] for price in prices)
    check_amount(total, "line_items")
    details = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
    told: Body = {"amount_subtotal": total, "amount_total": total, "currency": currency}
    return told | {"total_details": details, "payment_status": "unpaid"}


def _prices(params: Body) -> list[Body]:
    """What each line item costs, and how many there are."""
    items = params.get("line_items")
    if not items:
        raise missing_parameter("line_items")
    if any("unit_amount" not in item.get("price_data", {}) for item in items):
        raise missing_parameter("line_items[price_data][unit_amount]")
    return [{"quantity": 1} | item["price_data"] | item for item in items]


def _setup(world: World, params: Body) -> Body:
    setup = new_setup(world, params.get("setup_intent_data", {}), params.get("customer"))
    told = {"setup_intent": setup.ref, "payment_status": "no_payment_required"}
    return told | {"currency": params.get("currency")}


def expire(call: Call) -> SandboxObject:
    session = call.world.get("checkout.session", call.ref)
    if session.body["status"] != "open":
        message = f"This Session is {session.body['status']}; only an open one can be expired."
        raise Refusal(400, "checkout_session_not_open", message)
    expire_session(call.world, session)
    return session


ONE = "/v1/checkout/sessions/{}"
ROUTES = (
    Route(
        "POST",
        "/v1/checkout/sessions",
        create,
        Shape(SessionCreateParams, CREATE, required="mode success_url"),
    ),
    one("checkout.session", ONE, SessionRetrieveParams),
    many(
        "checkout.session", "/v1/checkout/sessions", SessionListParams, "customer", "payment_intent", "status"
    ),
    Route("POST", f"{ONE}/expire", expire, Shape(SessionExpireParams, "expand")),
)
