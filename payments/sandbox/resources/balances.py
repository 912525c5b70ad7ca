"""The balance, and the transactions that it is the sum of."""

from __future__ import annotations

from stripe.params import (
    BalanceRetrieveParams,
    BalanceTransactionListParams,
    BalanceTransactionRetrieveParams,
)

from payments.sandbox import balances
from payments.sandbox.calls import Call, Route
from payments.sandbox.listing import CREATED, PAGING, page
from payments.sandbox.parameters import Shape
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import listed, shown, whole
from payments.sandbox.world import World


def balance(call: Call) -> Body:
    world = call.world
    found = balances.currencies(world) or ["cny"]
    sums = {"available": balances.available, "pending": balances.pending}
    told = {
        name: [{"amount": amount(world, each), "currency": each, "source_types": None} for each in found]
        for name, amount in sums.items()
    }
    return whole("balance", {"livemode": False} | told)


def retrieve(call: Call) -> Body:
    return _as_of_now(call.world, call.world.get("balance_transaction", call.ref))


def list_all(call: Call) -> Body:
    params, rows = call.params, call.world.rows("balance_transaction")
    wanted = {f"body__{name}": params[name] for name in ("type", "source", "currency") if name in params}
    found, has_more = page(rows.filter(**wanted), params)
    told = [_as_of_now(call.world, row) for row in found]
    return listed("/v1/balance_transactions", told, has_more=has_more)


def _as_of_now(world: World, row: SandboxObject) -> Body:
    is_pending = row.body["available_on"] > world.stamp
    return shown(row) | {"status": "pending" if is_pending else "available"}


LISTED = f"type source currency expand {PAGING} {CREATED}"
ROUTES = (
    Route("GET", "/v1/balance", balance, Shape(BalanceRetrieveParams, "expand")),
    Route("GET", "/v1/balance_transactions/{}", retrieve, Shape(BalanceTransactionRetrieveParams, "expand")),
    Route("GET", "/v1/balance_transactions", list_all, Shape(BalanceTransactionListParams, LISTED)),
)
