"""What the payer's bank took back, or may."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from marketplace.money import format_money
from payments.enums import ChargebackState
from payments.models import PaymentPlan

SENTENCES = {
    ChargebackState.TO_ANSWER: gettext_lazy(
        "The payer’s bank has taken %(amount)s back. Payouts wait until it decides."
    ),
    ChargebackState.UNDER_REVIEW: gettext_lazy(
        "The payer’s bank examines %(amount)s. Payouts wait until it decides."
    ),
    ChargebackState.WON: gettext_lazy("The payer’s bank had taken %(amount)s back, and returned it."),
    ChargebackState.LOST: gettext_lazy("The payer’s bank has taken %(amount)s back for good."),
}


def of_chargebacks(plan: PaymentPlan) -> list[str]:
    """A sentence each; for the parties and operators."""
    return [
        SENTENCES[ChargebackState(each.state)] % {"amount": format_money(each.amount)}
        for each in plan.chargebacks.order_by("seen_at")
    ]
