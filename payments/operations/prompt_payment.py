"""Which rule of prompt payment holds on a day, read from the dated tables."""

from __future__ import annotations

from datetime import date

from payments.enums import PayerKind
from payments.models import PromptPaymentRule, ReferenceRate
from payments.policies.prompt_payment import payer_kind


def rule_of(payer: PayerKind | None, day: date) -> PromptPaymentRule | None:
    """The regulation for contracts signed on this day; none where it binds nobody or there was none yet."""
    if payer is None:
        return None
    rules = PromptPaymentRule.objects.filter(payer=payer, valid_from__lte=day)
    return rules.order_by("-valid_from").first()


def rule_between(customer_class: str, provider_class: str, day: date) -> PromptPaymentRule | None:
    return rule_of(payer_kind(customer_class, provider_class), day)


def reference_rate(day: date) -> int | None:
    """The one-year loan prime rate of the day in basis points."""
    rates = ReferenceRate.objects.filter(valid_from__lte=day).order_by("-valid_from")
    return rates.values_list("basis_points", flat=True).first()
