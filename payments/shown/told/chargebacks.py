"""What the payer's bank took back, or may."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.money import Money, format_money, total
from payments.enums import ChargebackState
from payments.models import PaymentPlan
from payments.operations.owing import left_of_paid

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
    """A sentence each, and what is left; for the parties and operators."""
    told = [
        SENTENCES[ChargebackState(each.state)] % {"amount": format_money(each.amount)}
        for each in plan.chargebacks.order_by("seen_at")
    ]
    if lost_of(plan).minor:
        left = left_of_paid(plan.booking)
        params = {"left": format_money(left)}
        told.append(
            _("%(left)s of what was paid is left.") % params
            if left.minor
            else _("Nothing of what was paid is left.")
        )
    return told


def lost_of(plan: PaymentPlan) -> Money:
    """What payers' banks have taken back for good."""
    lost = plan.chargebacks.filter(state=ChargebackState.LOST)
    return total((each.amount for each in lost), plan.currency)
