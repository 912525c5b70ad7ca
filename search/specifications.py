"""Figures typed among the words: `X>=50cm`, `精度<=10µm`, as ranges in the kind's own unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from capacity.taxonomy import KINDS, ValueType
from search.request import SpecificationRange

FIGURES = (ValueType.NUMBER, ValueType.RANGE)
# What people say instead of the name.
CALLED = {
    "x": "travel_x", "y": "travel_y", "z": "travel_z", "行程": "travel_x", "travel": "travel_x",
    "精度": "positioning_accuracy", "accuracy": "positioning_accuracy", "tolerance": "positioning_accuracy",
    "公差": "positioning_accuracy", "定位": "positioning_accuracy", "主轴": "spindle_speed",
    "转速": "spindle_speed", "spindle": "spindle_speed", "承重": "table_load", "轴数": "axes",
}  # fmt: skip
# By quantity: how many of the smallest unit of its table one of each is.
UNITS: tuple[Mapping[str, Decimal], ...] = (
    {"nm": Decimal("0.001"), "µm": Decimal(1), "um": Decimal(1), "mm": Decimal(1000), "cm": Decimal(10_000),
     "m": Decimal(1_000_000), "微米": Decimal(1), "毫米": Decimal(1000), "厘米": Decimal(10_000),
     "米": Decimal(1_000_000)},
    {"w": Decimal(1), "kw": Decimal(1000)},
    {"g": Decimal(1), "kg": Decimal(1000), "t": Decimal(1_000_000), "公斤": Decimal(1000),
     "吨": Decimal(1_000_000)},
    {"n": Decimal(1), "kn": Decimal(1000)},
    {"pa": Decimal(1), "bar": Decimal(100_000), "mpa": Decimal(1_000_000)},
    {"rpm": Decimal(1), "转": Decimal(1), "r/min": Decimal(1)},
)  # fmt: skip
WRITTEN = re.compile(
    r"(?P<name>[a-z一-鿿_ ]*[a-z一-鿿])\s*(?P<sign>>=|<=|≥|≤|⩾|⩽|>|<|=)\s*"
    r"(?P<figure>[0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(?P<unit>[a-zµ%°/]{1,6}|[一-鿿]{1,2})?"
)
AT_LEAST, AT_MOST = (">=", "≥", "⩾", ">"), ("<=", "≤", "⩽", "<")


@dataclass(frozen=True)
class Reading:
    """The words that are left, and the figures that were among them."""

    text: str
    ranges: tuple[SpecificationRange, ...] = ()


def read_out(text: str) -> Reading:
    """What reads like a figure but names nothing known, or a unit that does not fit, stays a word."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("μ", "µ")
    ranges, left, end = [], [], 0
    for found in WRITTEN.finditer(plain):
        known = _range_of(found)
        if known is None:
            continue
        skipped, figure = known
        left.append(plain[end : found.start() + skipped])
        ranges.append(figure)
        end = found.end()
    if not ranges:
        return Reading(text)
    return Reading(" ".join(" ".join([*left, plain[end:]]).split()), tuple(ranges))


def _range_of(found: re.Match[str]) -> tuple[int, SpecificationRange] | None:
    """The range, and how many letters before its name belong to other words."""
    name = found["name"]
    for start in _word_starts(name):
        kind = _names().get(_key(name[start:]))
        if kind is None:
            continue
        value = _in_unit(Decimal(found["figure"]), found["unit"], KINDS[kind].unit)
        if value is None:
            return None
        least = None if found["sign"] in AT_MOST else value
        most = None if found["sign"] in AT_LEAST else value
        return start, SpecificationRange(kind, least, most)
    return None


def _word_starts(name: str) -> Iterator[int]:
    """Longest first: `five axis travel x` is tried as a whole, then `axis travel x`, …"""
    yield 0
    yield from (at for at in range(1, len(name)) if name[at - 1] in " _" or not name[at].isascii())


def _in_unit(figure: Decimal, written: str | None, unit: str) -> Decimal | None:
    """The figure in the kind's unit; nothing where the written unit measures something else."""
    own = unit.casefold().replace("μ", "µ")
    if not written or written == own:
        return figure
    for table in UNITS:
        if written in table and own in table:
            return (figure * table[written] / table[own]).normalize()
    return None


@cache
def _names() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for key, kind in KINDS.items():
        if kind.value_type in FIGURES:
            known |= dict.fromkeys((_key(kind.name_en), _key(kind.name_zh), _key(key)), key)
    return {**known, **CALLED}


def _key(name: str) -> str:
    return re.sub(r"[\s_]+", "", name.casefold())
