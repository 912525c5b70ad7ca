"""An account's balance: the sum of its balance transactions, each available from some day on."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import BigIntegerField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from marketplace.money import share
from payments.sandbox.refusals import Body, Refusal
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World, stamp

CATEGORIES = {
    "adjustment": "dispute",
    "payment": "charge",
    "payment_refund": "refund",
    "refund_failure": "refund_failure",
    "transfer_refund": "transfer_reversal",
}
# Per mille and a fixed part, by the type of the method; nearly what Stripe's price list says.
FEES = {"card": (29, 30), "alipay": (29, 30), "wechat_pay": (29, 30), "customer_balance": (5, 0)}
ZERO_WAIT = timedelta()


def fee_for(method_type: str, amount: int) -> int:
    per_mille, fixed = FEES[method_type]
    return share(amount, per_mille, 1000) + fixed


def record(
    world: World,
    kind: str,
    amount: int,
    currency: str,
    source: str,
    *,
    fee: int = 0,
    available_in: timedelta = ZERO_WAIT,
    description: str = "",
) -> SandboxObject:
    """Write a balance transaction of `amount` less `fee`, in minor units with their sign."""
    body: Body = {
        "amount": amount,
        "fee": fee,
        "net": amount - fee,
        "currency": currency,
        "source": source,
        "type": kind,
        "reporting_category": CATEGORIES.get(kind, kind),
        "balance_type": "payments",
        "available_on": stamp(world.now + available_in),
        "status": "pending" if available_in else "available",
        "description": description or None,
        "fee_details": _details(fee, currency),
    }
    return world.create("balance_transaction", body)


def _details(fee: int, currency: str) -> list[Body]:
    if not fee:
        return []
    return [
        {"amount": fee, "currency": currency, "type": "stripe_fee", "description": "Stripe processing fees"}
    ]


def summed(rows: QuerySet[SandboxObject], name: str) -> int:
    """A field of the objects, in minor units, added up by the database."""
    minor = Cast(KeyTextTransform(name, "body"), BigIntegerField())
    return int(rows.aggregate(total=Sum(minor))["total"] or 0)


def total(world: World, currency: str) -> int:
    """What the account owns, available or not yet."""
    return summed(world.rows("balance_transaction").filter(body__currency=currency), "net")


def pending(world: World, currency: str) -> int:
    later = world.rows("balance_transaction").filter(body__available_on__gt=world.stamp)
    return summed(later.filter(body__currency=currency), "net")


def available(world: World, currency: str) -> int:
    return total(world, currency) - pending(world, currency)


def currencies(world: World) -> list[str]:
    found = world.rows("balance_transaction").values_list("body__currency", flat=True)
    return sorted(set(found))


def insufficient(what: str) -> Refusal:
    return Refusal(400, "balance_insufficient", f"Insufficient funds: {what}.")
