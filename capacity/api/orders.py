"""From what was sent to an order that can be judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from capacity.api.lookups import chosen_extras, offer_of
from capacity.models import Offer, Resource
from capacity.operations.assessments import Order
from capacity.policies.reach import FARTHEST
from marketplace.api import problems
from marketplace.api.problems import Problem
from marketplace.periods import Period


def order_of(resource: Resource, sent: dict[str, Any], now: datetime) -> tuple[Offer, Order]:
    """
    The offer and the order that an OrderBody asks for.

    :raises Problem: the offer or an extra is none of the resource, or the period is too far away
    """
    check_near(sent["period"], now)
    offer = offer_of(resource, sent["offer"])
    extras = chosen_extras(offer, sent["extras"])
    return offer, Order(sent["period"], sent["units"], sent["quantity"], extras)


def check_near(period: Period, now: datetime, *, field: str = "ends_at") -> None:
    """:raises Problem: nobody plans so far ahead, and judging it would take long"""
    if period.starts_at < now - FARTHEST or period.ends_at > now + FARTHEST:
        message = _("Periods lie within %(days)s days of today.") % {"days": FARTHEST.days}
        value = period.ends_at.isoformat()
        raise Problem(
            problems.MALFORMED, errors=[{"field": field, "code": "far", "message": message, "value": value}]
        )
