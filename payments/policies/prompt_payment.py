"""
When a late payer has to pay, and what being late costs: pure rules over what was agreed.

保障中小企业款项支付条例 (State Council Order 802): public bodies and large firms pay medium, small and micro
firms within the days of its tables, and interest for each day of delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from marketplace.accounts.enums import SizeClass
from marketplace.money import Money, share
from payments.enums import AgeBand, PayerKind

PROTECTED = frozenset({SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO})
BOUND = {SizeClass.INSTITUTION: PayerKind.PUBLIC, SizeClass.LARGE: PayerKind.LARGE}
UNREGULATED_DAYS = 30  # where nothing was agreed and no regulation says
MILLION, WHOLE, DAYS_OF_A_YEAR = 1_000_000, 10_000, 365
# The band of an amount by the days since its due date: from and to, both counted.
BANDS: dict[AgeBand, tuple[int | None, int | None]] = {
    AgeBand.CURRENT: (None, 0),
    AgeBand.TO_30: (1, 30),
    AgeBand.TO_60: (31, 60),
    AgeBand.TO_90: (61, 90),
    AgeBand.OVER_90: (91, None),
}


class Rule(Protocol):
    """What is asked of a row of the table."""

    usual_days: int
    longest_days: int
    allows_custom: bool


def payer_kind(customer_class: str, provider_class: str) -> PayerKind | None:
    """By which of its articles the regulation binds the customer; none where it does not."""
    return BOUND.get(SizeClass(customer_class)) if provider_class in PROTECTED else None


def is_too_long(rule: Rule | None, days: int, *, is_custom: bool) -> bool:
    """Whether the regulation forbids to agree on so many days."""
    return rule is not None and days > rule.longest_days and not (rule.allows_custom and is_custom)


def term_of(rule: Rule | None, agreed_days: int | None, *, is_custom: bool) -> int:
    """The days to pay in: as agreed and the regulation lets; its usual ones without agreement."""
    if agreed_days is None:
        return rule.usual_days if rule else UNREGULATED_DAYS
    if rule is not None and is_too_long(rule, agreed_days, is_custom=is_custom):
        return rule.longest_days
    return agreed_days


def due_on(accepted_on: date, days: int) -> date:
    """The last day on which it is in time; the day of acceptance itself does not count."""
    return accepted_on + timedelta(days=days)


@dataclass(frozen=True)
class LateRate:
    """So many millionths for a day, or so many basis points for a year of 365 days; or nothing."""

    ppm: int | None = None
    basis_points: int | None = None

    def interest(self, amount: Money, days: int) -> Money:
        """Simple interest, rounded to the minor unit once for the whole time."""
        if days <= 0:
            return Money(0, amount.currency)
        if self.ppm is not None:
            return Money(share(amount.minor, self.ppm * days, MILLION), amount.currency)
        if self.basis_points is not None:
            minor = share(amount.minor, self.basis_points * days, WHOLE * DAYS_OF_A_YEAR)
            return Money(minor, amount.currency)
        return Money(0, amount.currency)


def band_of(days_late: int) -> AgeBand:
    return next(band for band, (_least, most) in BANDS.items() if most is None or days_late <= most)
