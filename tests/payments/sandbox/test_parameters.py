"""What is refused before anything happens, and by which words."""

import pytest

from payments.sandbox.rows import SandboxObject
from tests.payments.sandboxed import Desk

ITEM = "line_items[0][quantity]=1&line_items[0][price_data][currency]=cny"
ITEM += "&line_items[0][price_data][unit_amount]=1000&line_items[0][price_data][product_data][name]=x"
SESSION = f"mode=payment&success_url=https://x.example/&{ITEM}"
INTENT = "amount=1000&currency=cny&confirm=true&off_session=true&payment_method=pm_card_visa"

WRONG = [
    # path, form, status, code, parameter
    ("/v1/refunds", "payment_intent=pi_1&colour=red", 400, "parameter_unknown", "colour"),
    ("/v1/checkout/sessions", SESSION + "&mode2=x", 400, "parameter_unknown", "mode2"),
    (
        "/v1/checkout/sessions",
        SESSION + "&payment_intent_data[capture_methode]=manual",
        400,
        "parameter_unknown",
        "payment_intent_data[capture_methode]",
    ),
    (
        "/v1/checkout/sessions",
        SESSION + "&line_items[0][price_data][product_data][nome]=x",
        400,
        "parameter_unknown",
        "line_items[price_data][product_data][nome]",
    ),
    ("/v1/transfers", "amount=100&currency=cny", 400, "parameter_missing", "destination"),
    ("/v1/transfers", "amount=100&destination=acct_1", 400, "parameter_missing", "currency"),
    ("/v1/payment_intents", "currency=cny", 400, "parameter_missing", "amount"),
    ("/v1/payouts", "amount=100", 400, "parameter_missing", "currency"),
    ("/v1/refunds", "amount=100", 400, "parameter_missing", "payment_intent"),
    ("/v1/checkout/sessions", "mode=payment&success_url=x", 400, "parameter_missing", "line_items"),
    ("/v1/checkout/sessions", f"success_url=x&{ITEM}", 400, "parameter_missing", "mode"),
    ("/v1/checkout/sessions", f"mode=payment&{ITEM}", 400, "parameter_missing", "success_url"),
    (
        "/v1/checkout/sessions",
        "mode=payment&success_url=x&line_items[0][quantity]=1",
        400,
        "parameter_missing",
        "line_items[price_data][unit_amount]",
    ),
    ("/v1/payment_intents", INTENT.replace("1000", "10.5"), 400, "parameter_invalid_integer", "amount"),
    ("/v1/payment_intents", INTENT.replace("1000", "ten"), 400, "parameter_invalid_integer", "amount"),
    ("/v1/payment_intents", INTENT.replace("1000", "0"), 400, "parameter_invalid_integer", "amount"),
    ("/v1/payment_intents", INTENT.replace("1000", "-1"), 400, "parameter_invalid_integer", "amount"),
    ("/v1/payment_intents", INTENT.replace("1000", "100000000"), 400, "amount_too_large", "amount"),
    ("/v1/payment_intents", INTENT.replace("cny", "CNY"), 400, "parameter_invalid", "currency"),
    ("/v1/payment_intents", INTENT.replace("cny", "xxx"), 400, "parameter_invalid", "currency"),
    ("/v1/payment_intents", INTENT + "&capture_method=later", 400, "parameter_invalid", "capture_method"),
    (
        "/v1/payment_intents",
        INTENT.replace("confirm=true", "confirm=yes"),
        400,
        "parameter_invalid",
        "confirm",
    ),
    ("/v1/payment_intents", INTENT + "&metadata=x", 400, "parameter_invalid", "metadata"),
    (
        "/v1/payment_intents",
        f"{INTENT}&metadata[{'k' * 41}]=x",
        400,
        "parameter_invalid",
        f"metadata[{'k' * 41}]",
    ),
    ("/v1/payment_intents", f"{INTENT}&metadata[k]={'x' * 501}", 400, "parameter_invalid", "metadata[k]"),
    (
        "/v1/payment_intents",
        INTENT + "".join(f"&metadata[k{number}]=x" for number in range(51)),
        400,
        "parameter_invalid",
        "metadata",
    ),
    ("/v1/payment_intents", INTENT + "&customer=cus_none", 404, "resource_missing", "customer"),
    (
        "/v1/payment_intents",
        INTENT.replace("pm_card_visa", "pm_none"),
        404,
        "resource_missing",
        "payment_method",
    ),
    ("/v1/refunds", "payment_intent=pi_none", 404, "resource_missing", "payment_intent"),
    ("/v1/transfers", "amount=1&currency=cny&destination=acct_none", 404, "resource_missing", "destination"),
    (
        "/v1/checkout/sessions",
        SESSION + "&allowed_payment_method_types[0]=barter",
        400,
        "parameter_invalid",
        "allowed_payment_method_types",
    ),
    (
        "/v1/payment_intents",
        INTENT + "&allowed_payment_method_types[0]=alipay",
        400,
        "parameter_invalid",
        "payment_method",
    ),
    ("/v1/checkout/sessions", SESSION + "&allowed_payment_method_types=card", 400, "parameter_invalid", None),
    ("/v1/checkout/sessions", SESSION + "&payment_intent_data=x", 400, "parameter_invalid", None),
]


@pytest.mark.parametrize(("path", "form", "status", "code", "parameter"), WRONG)
def test_a_wrong_request_is_refused_by_the_name_of_its_parameter(
    desk: Desk, path: str, form: str, status: int, code: str, parameter: str | None
) -> None:
    given = desk.ask("POST", path, form)

    error = given.body["error"]
    assert (given.status, error["type"], error["code"]) == (status, "invalid_request_error", code)
    if parameter:
        assert error["param"] == parameter
    assert SandboxObject.objects.count() == 0


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("POST", "/v1/invoices", ""),
        ("GET", "/v1/customers", ""),
        ("DELETE", "/v1/customers/cus_1", ""),
        ("GET", "/v2/core/accounts", ""),
        ("POST", "/v1/payment_intents", INTENT + "&application_fee_amount=1"),
        ("POST", "/v1/payment_intents", INTENT.replace("off_session=true", "off_session=false")),
        ("POST", "/v1/payment_intents", "amount=100&currency=cny"),
        ("POST", "/v1/payment_intents", INTENT + "&shipping[name]=x&shipping[address][city]=y"),
        ("POST", "/v1/checkout/sessions", SESSION.replace("mode=payment", "mode=subscription")),
        ("POST", "/v1/checkout/sessions", SESSION + "&allow_promotion_codes=true"),
        ("POST", "/v1/checkout/sessions", SESSION + "&automatic_tax[enabled]=true"),
        ("POST", "/v1/refunds", "payment_intent=pi_1&reverse_transfer=true"),
    ],
)
def test_what_stripe_can_and_the_sandbox_cannot_is_said(
    desk: Desk, method: str, path: str, form: str
) -> None:
    given = desk.ask(method, path, form)

    assert (given.status, given.body["error"]["code"]) == (501, "sandbox_not_simulated")


@pytest.mark.parametrize("key", ["", "Bearer sk_live_1", "Bearer pk_test_1", "Basic sk_test_1"])
def test_keys_of_other_kinds_are_refused(desk: Desk, key: str) -> None:
    given = desk.ask("GET", "/v1/balance", authorization=key)

    assert (given.status, given.body["error"]["code"]) == (401, "api_key_invalid")


def test_an_empty_value_stands_for_nothing_where_the_package_says_so(desk: Desk) -> None:
    given = desk.ask("POST", "/v1/customers", "name=&metadata=")

    assert (given.status, given.body["name"], given.body["metadata"]) == (200, "", None)


def test_what_is_named_by_expand_comes_with_it(desk: Desk) -> None:
    payment = desk.held()

    given = desk.ask("GET", f"/v1/payment_intents/{payment.id}", "expand[0]=latest_charge&expand[1]=customer")

    assert given.body["latest_charge"]["object"] == "charge"
    assert given.body["customer"]["object"] == "customer"


@pytest.mark.parametrize("path", ["colour", "amount", "latest_charge.a.b.c", "status"])
def test_what_cannot_be_expanded_is_refused(desk: Desk, path: str) -> None:
    payment = desk.held()

    given = desk.ask("GET", f"/v1/payment_intents/{payment.id}", f"expand[0]={path}")

    assert (given.status, given.body["error"]["param"]) == (400, "expand")
