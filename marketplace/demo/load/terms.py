"""What every booking of the load has agreed on: the same four hours at the same price."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from capacity.enums import OfferKind, RateUnit, UsageMode
from capacity.pricing import OfferTerms, RateTerms, quote, terms_to_json
from marketplace.accounts.enums import SizeClass
from marketplace.demo.load.catalogue import NOTICE_MINUTES, WHOLE
from marketplace.demo.load.characters import HOUR_MINOR, LIMITS
from marketplace.periods import Period

ZONE = ZoneInfo("Asia/Shanghai")
LENGTH = timedelta(hours=4)
_MINUTES = LENGTH // timedelta(minutes=1)


def agreed_columns(starts_at: datetime) -> dict[str, Any]:
    """Columns of capacity.models.Booking that do not differ; JSON as text."""
    terms = OfferTerms(
        kind=OfferKind.BARE_RENTAL,
        currency="CNY",
        zone=ZONE,
        rates=(RateTerms(unit=RateUnit.HOUR, amount_minor=HOUR_MINOR),),
        tax_basis_points=1300,
    )
    price = quote(terms, customer_class=SizeClass.SMALL, periods=[Period(starts_at, starts_at + LENGTH)])
    return {
        "units": 1,
        "quantity": 1,
        "note": "",
        "price_lines": json.dumps([line.to_json() for line in price.lines]),
        "net_minor": price.net_minor,
        "tax_minor": price.tax_minor,
        "total_minor": price.total_minor,
        "currency": price.currency,
        "extras": "[]",
        "offer_terms": json.dumps(terms_to_json(terms)),
        "policy_terms": json.dumps(LIMITS.to_json()),
        "cancellation_tiers": json.dumps([{"notice_minutes": NOTICE_MINUTES, "refund_basis_points": WHOLE}]),
        "customer_class": SizeClass.SMALL.value,
        "provider_class": SizeClass.MEDIUM.value,
    }


USAGE = json.dumps(
    {
        "mode": UsageMode.RESERVED.value,
        "reserved_minutes": _MINUTES,
        "used_minutes": _MINUTES,
        "overage_minutes": 0,
        "quantity": 1,
    }
)
