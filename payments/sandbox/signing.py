"""Signing webhooks as Stripe signs them, with a secret of this site's own."""

from __future__ import annotations

import stripe
from django.utils.crypto import salted_hmac


def sandbox_secret() -> str:
    """Made from the site's secret key, so that nobody has to set it and nobody can guess it."""
    return f"whsec_{salted_hmac('payments.sandbox', 'webhooks').hexdigest()}"


def signature_of(body: str, *, at: int) -> str:
    """The header `Stripe-Signature`; `at` is in seconds since 1970."""
    signed = stripe.WebhookSignature.generate_signature_header(body, sandbox_secret(), timestamp=at)
    return str(signed)
