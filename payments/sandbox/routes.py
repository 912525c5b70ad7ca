"""Every route that the sandbox answers; what is not here is not simulated."""

from __future__ import annotations

import re

from payments.sandbox.calls import Route
from payments.sandbox.refusals import not_simulated
from payments.sandbox.resources import (
    accounts,
    balances,
    charges,
    checkout_sessions,
    customers,
    disputes,
    events,
    payment_intents,
    payouts,
    refunds,
    setup_intents,
    transfers,
)

ROUTES: tuple[Route, ...] = (
    *accounts.ROUTES,
    *balances.ROUTES,
    *charges.ROUTES,
    *checkout_sessions.ROUTES,
    *customers.ROUTES,
    *disputes.ROUTES,
    *events.ROUTES,
    *payment_intents.ROUTES,
    *payouts.ROUTES,
    *refunds.ROUTES,
    *setup_intents.ROUTES,
    *transfers.ROUTES,
)
PATTERNS = tuple((re.compile(route.pattern.replace("{}", r"([^/]+)")), route) for route in ROUTES)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """:raises Refusal: the sandbox has no such route, whether Stripe has or not"""
    for pattern, route in PATTERNS:
        if route.method == method and (match := pattern.fullmatch(path)):
            return route, match.groups()
    raise not_simulated(f"{method} {path}")
