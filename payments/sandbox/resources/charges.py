"""Charges: what was really taken; made by payment intents alone."""

from __future__ import annotations

from stripe.params import ChargeListParams, ChargeRetrieveParams

from payments.sandbox.reading import many, one

ROUTES = (
    one("charge", "/v1/charges/{}", ChargeRetrieveParams),
    many("charge", "/v1/charges", ChargeListParams, "customer", "payment_intent", "transfer_group"),
)
