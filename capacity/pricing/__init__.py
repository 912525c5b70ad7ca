"""Prices: what an offer asks, as terms; what a booking costs, as lines; both without the database."""

from capacity.pricing.labels import line_label
from capacity.pricing.lines import LineKind, PriceLine, Quote
from capacity.pricing.quoting import UnknownExtra, quote
from capacity.pricing.rating import NoRate
from capacity.pricing.snapshots import terms_from_json, terms_to_json
from capacity.pricing.terms import ExtraTerms, OfferTerms, RateTerms

__all__ = [
    "ExtraTerms",
    "LineKind",
    "NoRate",
    "OfferTerms",
    "PriceLine",
    "Quote",
    "RateTerms",
    "UnknownExtra",
    "line_label",
    "quote",
    "terms_from_json",
    "terms_to_json",
]
