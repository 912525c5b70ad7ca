"""Prices: the lines that add up, and what cancelling returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rest_framework import serializers

from capacity.cancellation import RefundRow, TierTerms, refund_rows
from capacity.models import Booking, Proposal
from capacity.pricing import PriceLine, Quote, line_label
from capacity.pricing.lines import LineKind
from marketplace.api.fields import Amount, LocalMoment
from marketplace.money import Money


@dataclass(frozen=True)
class Price:
    """A price as it is told, wherever it came from."""

    stored_lines: list[PriceLine]
    net_minor: int
    tax_minor: int
    total_minor: int
    currency: str

    @classmethod
    def of_quote(cls, quote: Quote) -> Price:
        return cls(list(quote.lines), quote.net_minor, quote.tax_minor, quote.total_minor, quote.currency)

    @classmethod
    def of_snapshot(cls, row: Booking | Proposal, currency: str) -> Price:
        lines = [PriceLine.from_json(line) for line in row.price_lines]
        return cls(lines, row.net_minor, row.tax_minor, row.total_minor, currency)

    @property
    def lines(self) -> list[Line]:
        return [Line(line) for line in self.stored_lines]

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)


@dataclass(frozen=True)
class Line:
    line: PriceLine

    @property
    def label(self) -> str:
        return line_label(self.line)

    @property
    def unit_amount(self) -> Money:
        return Money(self.line.unit_amount_minor, self.line.currency)

    @property
    def amount(self) -> Money:
        return Money(self.line.amount_minor, self.line.currency)


class PriceLineSerializer(serializers.Serializer[Line]):
    kind = serializers.ChoiceField(choices=[(kind.value, kind.name) for kind in LineKind], source="line.kind")
    label = serializers.CharField(help_text="In words, in the reader's language.")  # type: ignore[assignment]  # a field, as the framework has it
    unit = serializers.CharField(source="line.unit", help_text="What is counted; `booking` is once.")
    quantity = serializers.IntegerField(
        source="line.quantity", help_text="Minutes where the unit is `hour`, whole units elsewhere."
    )
    unit_amount = Amount()
    amount = Amount()


class PriceSerializer(serializers.Serializer[Price]):
    """Net lines, tax among them, add up to the total."""

    lines = PriceLineSerializer(many=True)
    net = Amount()
    tax = Amount()
    total = Amount()


@dataclass(frozen=True)
class Refund:
    """What comes back to the customer who cancels until then; `until` is None once nothing does."""

    row: RefundRow
    currency: str
    now: datetime

    @property
    def refund(self) -> Money:
        return Money(self.row.refund_minor, self.currency)

    @property
    def is_current(self) -> bool:
        return self.row.is_current(self.now)


class RefundSerializer(serializers.Serializer[Refund]):
    until = LocalMoment(source="row.deadline", allow_null=True)
    basis_points = serializers.IntegerField(source="row.basis_points", help_text="10000 is everything.")
    refund = Amount()
    is_current = serializers.BooleanField()


def refunds_of(booking: Booking, now: datetime) -> list[Refund]:
    tiers: list[dict[str, Any]] = booking.cancellation_tiers
    rows = refund_rows(
        [TierTerms(**tier) for tier in tiers],
        starts_at=booking.period.starts_at,
        total_minor=booking.total_minor,
    )
    return [Refund(row, booking.currency, now) for row in rows]
