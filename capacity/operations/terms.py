"""An offer's terms as plain data: for pricing now, and frozen into the booking."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from capacity.models import Extra, Offer, Rate
from capacity.pricing import ExtraTerms, OfferTerms, RateTerms
from capacity.pricing.terms import EVERY_DAY


def terms_of(offer: Offer, zone: ZoneInfo) -> OfferTerms:
    """The terms of an offer loaded `with_terms()`."""
    return OfferTerms(
        kind=offer.kind,
        currency=offer.currency,
        zone=zone,
        rates=tuple(rate_terms(rate) for rate in offer.rates.all()),
        set_up_minor=offer.set_up_minor,
        minimum_charge_minor=offer.minimum_charge_minor,
        tax_basis_points=offer.tax_basis_points,
        extras=tuple(_extra(extra) for extra in offer.extras.all()),
        charge_mode=offer.charge_mode,
    )


def rate_terms(rate: Rate) -> RateTerms:
    return RateTerms(
        unit=rate.unit,
        amount_minor=rate.amount_minor,
        customer_class=rate.customer_class or None,
        weekdays=frozenset(rate.weekdays) or EVERY_DAY,
        starts_wall=rate.starts_wall or time(),
        ends_wall=rate.ends_wall or time(),
        valid_from=rate.valid_from,
        valid_until=rate.valid_until,
    )


def _extra(extra: Extra) -> ExtraTerms:
    return ExtraTerms(
        key=str(extra.pk),
        kind=extra.kind,
        unit=extra.unit,
        amount_minor=extra.amount_minor,
        is_required=extra.is_required,
        name_zh=extra.name_zh,
        name_en=extra.name_en,
    )


def tiers_of(offer: Offer) -> list[dict[str, int]]:
    """The cancellation tiers as stored with a booking, the longest notice first."""
    tiers = sorted(offer.tiers.all(), key=lambda tier: -tier.notice_minutes)
    return [
        {"notice_minutes": tier.notice_minutes, "refund_basis_points": tier.refund_basis_points}
        for tier in tiers
    ]
