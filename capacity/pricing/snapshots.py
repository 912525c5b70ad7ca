"""An offer's terms as they are kept with a booking, so that a later change is priced as agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from capacity.pricing.terms import ExtraTerms, OfferTerms, RateTerms


def terms_to_json(terms: OfferTerms) -> dict[str, Any]:
    return {
        **asdict(terms),
        "zone": terms.zone.key,
        "rates": [_rate_to_json(rate) for rate in terms.rates],
        "extras": [asdict(extra) for extra in terms.extras],
    }


def terms_from_json(stored: Mapping[str, Any]) -> OfferTerms:
    return OfferTerms(
        **{
            **stored,
            "zone": ZoneInfo(stored["zone"]),
            "rates": tuple(_rate_from_json(rate) for rate in stored["rates"]),
            "extras": tuple(ExtraTerms(**extra) for extra in stored["extras"]),
        }
    )


def _rate_to_json(rate: RateTerms) -> dict[str, Any]:
    return {
        **asdict(rate),
        "weekdays": sorted(rate.weekdays),
        "starts_wall": rate.starts_wall.isoformat(),
        "ends_wall": rate.ends_wall.isoformat(),
        "valid_from": rate.valid_from and rate.valid_from.isoformat(),
        "valid_until": rate.valid_until and rate.valid_until.isoformat(),
    }


def _rate_from_json(stored: Mapping[str, Any]) -> RateTerms:
    return RateTerms(
        **{
            **stored,
            "weekdays": frozenset(stored["weekdays"]),
            "starts_wall": time.fromisoformat(stored["starts_wall"]),
            "ends_wall": time.fromisoformat(stored["ends_wall"]),
            "valid_from": stored["valid_from"] and date.fromisoformat(stored["valid_from"]),
            "valid_until": stored["valid_until"] and date.fromisoformat(stored["valid_until"]),
        }
    )
