"""When money may come by bank: pure rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from capacity.models import Booking
from capacity.operations import clock
from marketplace.payment_variables import OwnAccount
from payments.enums import Rail
from payments.models import PaymentPlan

LEAST_TIME = timedelta(hours=4)  # less than this between now and the end of the hold is too little
BANK_REF = "bank_"  # how `payment_ref` begins where no payment at the gateway secures the booking


def own_account(currency: str) -> OwnAccount | None:
    """Where customers send money of this currency; nothing where that is not offered."""
    account: OwnAccount | None = settings.BANK_ACCOUNTS.get(currency)
    return account


def has_time_for_bank(booking: Booking, now: datetime) -> bool:
    return clock.kept_for_bank(booking) >= now + LEAST_TIME


def is_secured_by_bank(plan: PaymentPlan) -> bool:
    """Whether the money is on our own account, and not at the gateway."""
    return plan.payment_ref.startswith(BANK_REF)


def goes_by_bank(plan: PaymentPlan) -> bool:
    """Whether an operator sends what the provider earns, for the money is on our own account."""
    return is_secured_by_bank(plan) or plan.rail == Rail.NET_TERMS
