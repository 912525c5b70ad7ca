"""Which gateway the settings name: Stripe, or the sandbox behind the same package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import stripe
from django.conf import settings
from django.utils import timezone
from stripe._base_address import BaseAddresses

from payments.gateway.books import Books, Events
from payments.gateway.checkouts import Checkouts
from payments.gateway.in_process import InProcessClient, Request
from payments.gateway.line import Line
from payments.gateway.outcomes import PaymentsAreOff
from payments.gateway.parties import Accounts, Customers
from payments.gateway.payments import Payments
from payments.gateway.returns import Disputes, Refunds
from payments.gateway.sending import Payouts, Transfers
from payments.sandbox.answering import Answer
from payments.sandbox.faults import FaultPlan
from payments.sandbox.signing import sandbox_secret
from payments.sandbox.world import API_VERSION

PATIENCE_SECONDS = 20
SANDBOX_KEY = "sk_test_sandbox"
# A name that no resolver knows: whatever went astray would reach nobody.
NOWHERE: BaseAddresses = {
    "api": "https://sandbox.invalid",
    "connect": "https://sandbox.invalid",
    "files": "https://sandbox.invalid",
    "meter_events": "https://sandbox.invalid",
}


@dataclass(frozen=True, kw_only=True)
class Sandboxed:
    """How the sandbox is reached: by which clock, through which faults, and who looks on."""

    clock: Callable[[], datetime] = timezone.now
    faults: FaultPlan = field(default_factory=FaultPlan)
    seen: Callable[[Request, Answer], object] = lambda request, answer: None


class Gateway:
    """Everything that can be asked of Stripe; see the classes of its parts for what each raises."""

    def __init__(self, client: stripe.StripeClient, webhook_secrets: tuple[str, ...]) -> None:
        line = Line(client)
        self.accounts = Accounts(line)
        self.books = Books(line)
        self.checkouts = Checkouts(line)
        self.customers = Customers(line)
        self.disputes = Disputes(line)
        self.events = Events(line, webhook_secrets)
        self.payments = Payments(line)
        self.payouts = Payouts(line)
        self.refunds = Refunds(line)
        self.transfers = Transfers(line)


def gateway(sandboxed: Sandboxed | None = None) -> Gateway:
    """
    The gateway of the settings; `sandboxed` is for tests, and counts for the sandbox alone.

    :raises PaymentsAreOff: the settings name none
    """
    if settings.PAYMENTS_BACKEND == "off":
        raise PaymentsAreOff
    # Nobody here asked for figures about this machine to be sent along.
    stripe.enable_telemetry = False
    if settings.PAYMENTS_BACKEND == "sandbox":
        return Gateway(_sandbox_client(sandboxed or Sandboxed()), (sandbox_secret(),))
    return Gateway(_stripe_client(), settings.STRIPE_WEBHOOK_SECRETS)


def _sandbox_client(reached: Sandboxed) -> stripe.StripeClient:
    """It tries nothing twice by itself, for its faults are there to be met."""
    return stripe.StripeClient(
        SANDBOX_KEY,
        http_client=InProcessClient(reached.clock, reached.faults, reached.seen),
        base_addresses=NOWHERE,
        stripe_version=API_VERSION,
        max_network_retries=0,
    )


def _stripe_client() -> stripe.StripeClient:
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        http_client=stripe.RequestsClient(timeout=PATIENCE_SECONDS),
        stripe_version=API_VERSION,
        max_network_retries=2,
    )
