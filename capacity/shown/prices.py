"""Price lines and cancellation tiers with their words, as the templates take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from capacity.cancellation import RefundRow, TierTerms, refund_rows
from capacity.enums import ChargeMode, ExtraUnit
from capacity.models import Booking, Extra
from capacity.pricing import PriceLine, Quote, line_label
from capacity.pricing.labels import hours_text, percent, rate_text
from marketplace.money import Money, format_money
from marketplace.pages.formats import duration_text
from marketplace.periods import MINUTE

HOURS_TOLD = 72 * 60


@dataclass(frozen=True)
class Line:
    label: str
    money: Money


@dataclass(frozen=True)
class Tier:
    """Cancelled until `until`, this much comes back; `state` is past, now or later."""

    until: datetime
    label: str
    refund: Money
    share: str
    state: str


@dataclass(frozen=True)
class Price:
    lines: list[Line]
    total: Money

    @classmethod
    def of_quote(cls, quote: Quote, *, units: int = 1) -> Price:
        return cls(lines_of(quote.lines, units=units), Money(quote.total_minor, quote.currency))

    @classmethod
    def of_booking(cls, booking: Booking) -> Price:
        lines = map(PriceLine.from_json, booking.price_lines)
        return cls(lines_of(lines, units=booking.units), booking.total)


def lines_of(lines: Iterable[PriceLine], *, units: int = 1) -> list[Line]:
    """With labels in the reader's language, of so many machines."""
    return [Line(line_label(line, units=units), Money(line.amount_minor, line.currency)) for line in lines]


def tiers_of_booking(booking: Booking, now: datetime) -> list[Tier]:
    return tiers(booking.cancellation_tiers, booking.period.starts_at, booking.total, now)


def tiers(
    stored: Iterable[Mapping[str, Any]], starts_at: datetime, total: Money, now: datetime
) -> list[Tier]:
    """The stored tiers as dates and amounts; the last row is what is left at the start."""
    rows = refund_rows([TierTerms(**tier) for tier in stored], starts_at=starts_at, total_minor=total.minor)
    shown = [_tier(row, starts_at, total.currency, now) for row in rows]
    has_start = len(rows) > 1 and rows[-2].deadline == starts_at
    return shown[:-1] if has_start else shown


def _tier(row: RefundRow, starts_at: datetime, currency: str, now: datetime) -> Tier:
    until = row.deadline or starts_at
    state = "now" if row.is_current(now) else "past" if until < now else "later"
    notice = row.notice // MINUTE if row.notice else 0
    refund = Money(row.refund_minor, currency)
    return Tier(until, notice_text(notice), refund, percent(row.basis_points), state)


def notice_text(minutes: int) -> str:
    """`48 h before the start`."""
    if not minutes:
        return _("the start")
    told = hours_text(minutes) if minutes <= HOURS_TOLD else duration_text(minutes)
    return _("%(notice)s before the start") % {"notice": told}


def charge_text(mode: str) -> str:
    """What is charged in the end, as one sentence."""
    match mode:
        case ChargeMode.USED:
            return _("Charged is what was really used, and at least the minimum charge.")
        case ChargeMode.OVERAGE:
            return _("Charged is what was reserved, and what runs over its end.")
    return _("Charged is what was reserved, however long it is used.")


def extra_text(extra: Extra, currency: str) -> str:
    """`¥90.00/h`, or the bare amount of what is charged once."""
    money = Money(extra.amount_minor, currency)
    return format_money(money) if extra.unit == ExtraUnit.BOOKING else rate_text(money, extra.unit)
