"""Amounts as people type them into forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from marketplace.money import LARGEST_MINOR, Money, decimal_text, exponent, parse_minor


class AmountField(forms.Field):
    """An amount as people type it, `1,280.50`; gives minor units of its currency, none if empty."""

    def __init__(self, *, currency: str = "CNY", **options: Any) -> None:
        self.currency = currency
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            minor = parse_minor(text, self.currency)
        except ValueError:
            raise forms.ValidationError(amount_refused(text, self.currency)) from None
        if not 0 <= minor <= LARGEST_MINOR:
            raise forms.ValidationError(
                gettext("“%(value)s” is out of bounds; amounts are from 0 to %(most)s.")
                % {"value": text, "most": decimal_text(LARGEST_MINOR, self.currency)}
            )
        return minor

    def prepare_value(self, value: Any) -> Any:
        return decimal_text(value, self.currency, grouped=False) if type(value) is int else value


class MoneyField(AmountField):
    """The same as Money above nothing."""

    def to_python(self, value: Any) -> Money | None:
        minor = super().to_python(value)
        if minor == 0:
            raise forms.ValidationError(gettext("Type an amount above zero."))
        return None if minor is None else Money(minor, self.currency)


def amount_refused(text: str, currency: str) -> str:
    digits = exponent(currency)
    example = f"1280.{'5'.ljust(digits, '0')}" if digits else "1280"
    return gettext("“%(value)s” is not an amount; %(currency)s takes figures such as %(example)s.") % {
        "value": text,
        "currency": currency,
        "example": example,
    }
