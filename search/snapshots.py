"""A listing document as plain JSON and back, to be compared with what the listing becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from search.documents import ListingDocument, PriceBasis

# Neither searched by nor compared.
LEFT_OUT = ("suggestions", "city", "version", "title_tokens")
LISTS = ("kinds", "certificates")


def told(document: ListingDocument) -> dict[str, Any]:
    """Everything that a question may ask for; all tokens in one string."""
    plain = {
        each.name: getattr(document, each.name) for each in fields(document) if each.name not in LEFT_OUT
    }
    return plain | {
        "tokens": " ".join(sorted({*document.tokens, *document.title_tokens})),
        "published_at": document.published_at.isoformat(),
        "specifications": {kind: [*map(str, span)] for kind, span in document.specifications.items()},
        "prices": _prices_told(document.prices),
        "kinds": list(document.kinds),
        "certificates": list(document.certificates),
        "windows": [[list(window) for window in unit] for unit in document.windows],
    }


def read(plain: Mapping[str, Any]) -> ListingDocument:
    return ListingDocument(
        **{
            **plain,
            **dict.fromkeys(("suggestions", "title_tokens"), ()),
            **{name: tuple(plain[name]) for name in LISTS},
            "city": "",
            "version": 0,
            "tokens": tuple(plain["tokens"].split()),
            "published_at": datetime.fromisoformat(plain["published_at"]),
            "specifications": {
                kind: (Decimal(low), Decimal(high)) for kind, (low, high) in plain["specifications"].items()
            },
            "prices": _prices_read(plain["prices"]),
            "windows": tuple(tuple((first, last) for first, last in unit) for unit in plain["windows"]),
        }
    )


def _prices_told(prices: Mapping[str, PriceBasis]) -> list[dict[str, Any]]:
    """Each basis once, with the customer classes that pay by it."""
    bases: list[dict[str, Any]] = []
    for customer_class, basis in sorted(prices.items()):
        plain = asdict(basis) | {"rates": sorted([key, rate] for key, rate in basis.rates.items())}
        same = next((each for each in bases if each["basis"] == plain), None)
        if same is None:
            bases.append({"basis": plain, "classes": [customer_class]})
        else:
            same["classes"].append(customer_class)
    return bases


def _prices_read(bases: list[dict[str, Any]]) -> dict[str, PriceBasis]:
    prices: dict[str, PriceBasis] = {}
    for each in bases:
        basis = PriceBasis(**each["basis"] | {"rates": dict(each["basis"]["rates"])})
        prices |= dict.fromkeys(each["classes"], basis)
    return prices
