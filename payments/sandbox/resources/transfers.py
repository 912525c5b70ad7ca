"""Transfers to connected accounts, and taking them back."""

from __future__ import annotations

from stripe.params import (
    TransferCreateParams,
    TransferCreateReversalParams,
    TransferListParams,
    TransferListReversalsParams,
    TransferRetrieveParams,
)

from payments.sandbox.amounts import check_amount, check_currency, check_metadata, too_large
from payments.sandbox.calls import Call, Route
from payments.sandbox.happenings import transferring
from payments.sandbox.listing import PAGING, page
from payments.sandbox.parameters import Shape
from payments.sandbox.reading import many, one
from payments.sandbox.refusals import Body, Refusal
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import listed, shown

CREATE = "amount currency destination description metadata source_transaction transfer_group expand"


def create(call: Call) -> SandboxObject:
    params = call.params
    check_amount(params["amount"])
    check_currency(params["currency"])
    check_metadata(params)
    return transferring.transfer(call.world, params)


def reverse(call: Call) -> SandboxObject:
    row = call.world.get("transfer", call.ref)
    left = row.body["amount"] - row.body["amount_reversed"]
    if not left:
        raise Refusal(400, "transfer_already_reversed", f"Transfer {row.ref} has already been reversed.")
    amount = call.params.get("amount", left)
    check_amount(amount)
    check_metadata(call.params)
    if amount > left:
        raise too_large("amount", left)
    return transferring.reverse(call.world, row, amount, call.params.get("metadata") or {})


def reversals(call: Call) -> Body:
    row = call.world.get("transfer", call.ref)
    found, has_more = page(call.world.rows("transfer_reversal").filter(body__transfer=row.ref), call.params)
    return listed(f"/v1/transfers/{row.ref}/reversals", [shown(each) for each in found], has_more=has_more)


ROUTES = (
    Route("POST", "/v1/transfers", create, Shape(TransferCreateParams, CREATE, required="amount")),
    one("transfer", "/v1/transfers/{}", TransferRetrieveParams),
    many("transfer", "/v1/transfers", TransferListParams, "destination", "transfer_group"),
    Route(
        "POST",
        "/v1/transfers/{}/reversals",
        reverse,
        Shape(TransferCreateReversalParams, "amount metadata expand"),
    ),
    Route(
        "GET",
        "/v1/transfers/{}/reversals",
        reversals,
        Shape(TransferListReversalsParams, f"expand {PAGING}"),
    ),
)
