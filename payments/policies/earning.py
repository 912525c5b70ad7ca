"""What of a payment is the provider's: a pure rule over what was agreed."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.money import Money
from payments.models import PaymentPlan
from payments.policies.charging import commission_on


@dataclass(frozen=True)
class Earning:
    gross: Money
    commission: Money

    @property
    def net(self) -> Money:
        return self.gross - self.commission


def earning_of(plan: PaymentPlan, due: Money, secured: Money) -> Earning:
    """What is earned of what is due, or will be if all goes as agreed; never more than was secured."""
    gross = min(due, secured)
    return Earning(gross, commission_on(gross, plan.commission_basis_points))
