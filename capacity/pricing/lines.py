"""A price as lines that add up, fit to be stored with the booking they were agreed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

type Param = str | int | list[int]


@dataclass(frozen=True)
class PriceLine:
    """
    One line of a price, net except for the tax line itself.

    `quantity` counts minutes where the unit is `hour`, and whole units elsewhere; units and pieces
    are already multiplied in. `params` holds what the label needs (band, class, name, share in
    basis points); the label is made in the reader's language when it is shown.
    """

    kind: str  # machine_time, work, class_discount, minimum_charge, set_up, extra or tax
    unit: str  # hour, day, sample, piece, job or booking
    quantity: int
    unit_amount_minor: int
    amount_minor: int
    currency: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)


def once(kind: str, amount_minor: int, currency: str, **params: Param) -> PriceLine:
    """A line that is charged once for each booking."""
    return PriceLine(kind, "booking", 1, amount_minor, amount_minor, currency, params)


@dataclass(frozen=True)
class Quote:
    """A price: its lines, tax among them, add up to the total. Minor units of `currency`."""

    lines: tuple[PriceLine, ...]
    net_minor: int
    tax_minor: int
    total_minor: int
    currency: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"lines": [line.to_json() for line in self.lines]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        lines = tuple(PriceLine.from_json(line) for line in stored["lines"])
        return cls(**{**stored, "lines": lines})
