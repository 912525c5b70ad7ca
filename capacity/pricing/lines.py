"""A price as lines that add up, fit to be stored with the booking they were agreed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

ONCE = "booking"  # the unit of a line that is charged once


class LineKind(StrEnum):
    MACHINE_TIME = "machine_time"
    WORK = "work"  # by the sample, piece or job
    CLASS_DISCOUNT = "class_discount"
    MINIMUM_CHARGE = "minimum_charge"  # what is missing to it
    SET_UP = "set_up"
    EXTRA = "extra"
    TAX = "tax"


@dataclass(frozen=True)
class PriceLine:
    """
    One line of a price, net except for the tax itself; a discount is negative.

    `quantity` counts minutes where the unit is `hour` and whole units elsewhere, the machines of
    the booking multiplied in. `params` holds what the label needs (band, class, name, share in
    basis points): the label is made when it is shown, in the reader's language.
    """

    kind: str
    unit: str
    quantity: int
    unit_amount_minor: int
    amount_minor: int
    currency: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)


def charged_once(kind: LineKind, amount_minor: int, currency: str, **params: Any) -> PriceLine:
    return PriceLine(kind.value, ONCE, 1, amount_minor, amount_minor, currency, params)


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
