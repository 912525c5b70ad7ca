"""Why a booking cannot be made longer by what it is paid with."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.changes import price_of_period
from capacity.operations.refusals import NotPriced
from capacity.policies import Limits
from marketplace.money import Money
from marketplace.periods import MINUTE, Period
from payments.enums import Rail
from payments.models import CreditLimit, PaymentPlan
from payments.operations.beginning import MEANS
from payments.operations.invoicing.credit import standing_of
from payments.operations.supplementing import covered
from payments.shown.plans import plan_of


def why_no_longer(booking: Booking, now: datetime) -> str:
    """Asked of the shortest extension; empty where that can be paid, or costs nothing more."""
    plan = plan_of(booking)
    if plan is None or not plan.is_secured or plan.rail in MEANS:
        return ""
    price = _price_of_longer(booking)
    if price is None:
        return ""
    if plan.rail == Rail.NET_TERMS:
        return _why_not_on_terms(plan, price - booking.total, now)
    if price <= covered(plan):
        return ""
    return _("It is paid by bank transfer, so book the additional time by itself.")


def _price_of_longer(booking: Booking) -> Money | None:
    grid = Limits.from_json(booking.policy_terms).grid_minutes * MINUTE
    longer = Period(booking.period.starts_at, booking.period.ends_at + grid)
    try:
        return Money(price_of_period(booking, longer).total_minor, booking.currency)
    except NotPriced:
        return None


def _why_not_on_terms(plan: PaymentPlan, more: Money, now: datetime) -> str:
    if more.minor <= 0:
        return ""
    today, agreed = timezone.localdate(now), plan.terms.limit
    limit = (
        CreditLimit.objects.in_force(today)
        .filter(customer=agreed.customer_id, provider=agreed.provider_id, currency=agreed.currency)
        .first()
    )
    if limit is not None and standing_of(limit, today).allows(more):
        return ""
    return _("Your credit limit does not reach for more, so book the additional time by itself.")
