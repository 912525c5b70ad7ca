"""What one operator may not decide or send alone: a pure rule."""

from __future__ import annotations

from django.conf import settings

from marketplace.money import Money, exponent


def needs_second(amount: Money) -> bool:
    """Above the limit, and in a currency without one, two operators have to act."""
    whole = settings.FOUR_EYES_ABOVE.get(amount.currency)
    return whole is None or amount.minor > whole * 10 ** exponent(amount.currency)
