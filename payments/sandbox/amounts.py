"""What Stripe lets an amount be."""

from __future__ import annotations

from marketplace.money import EXPONENTS
from payments.sandbox.refusals import Body, Refusal, invalid

LARGEST = 99_999_999


def check_amount(amount: int, name: str = "amount") -> None:
    """:raises Refusal: it is none, negative, or of more than eight figures"""
    if amount < 1:
        raise invalid(
            name, f"Invalid {name}: must be greater than or equal to 1", "parameter_invalid_integer"
        )
    if amount > LARGEST:
        raise too_large(name, LARGEST)


def too_large(name: str, most: int) -> Refusal:
    return invalid(name, f"Amount must be no more than {most}.", "amount_too_large")


def check_currency(currency: str) -> None:
    """:raises Refusal: it is not one that the marketplace deals in, in small letters"""
    if currency.upper() not in EXPONENTS or not currency.islower():
        raise invalid("currency", f"Invalid currency: {currency}.")


def check_metadata(params: Body) -> None:
    """:raises Refusal: there are more than fifty entries, or one is too long"""
    entries = params.get("metadata") or {}
    if len(entries) > 50:
        raise invalid("metadata", "Metadata can have up to 50 keys.")
    for name, text in entries.items():
        if len(name) > 40 or len(str(text)) > 500:
            raise invalid(f"metadata[{name}]", "Metadata keys have up to 40 characters, values up to 500.")
