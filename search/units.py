"""Units that people write, by quantity, with exact factors."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from capacity.taxonomy import SpecificationKind

PLACES = Decimal("0.000001")  # what is not exact, as °F, is rounded to so much
ZERO_CELSIUS = Decimal("273.15")

_TABLES: Mapping[str, str] = {
    "length": "pm 0.000000001  nm,纳米 0.000001  µm,um,微米 0.001  mm,毫米 1  丝 0.01  cm,厘米 10"
    "  dm,分米 100  m,米 1000  in,inch,英寸 25.4  ft,英尺 304.8",
    "mass": "mg,毫克 0.001  g,克 1  斤 500  kg,公斤,千克 1000  t,吨 1000000",
    "speed": "mm/min 1  mm/s 60  m/min,米/分 1000  m/s,米/秒 60000",
    "rotational speed": "rpm,r/min,转,转/分 1  krpm,k 1000  万转 10000",
    "power": "mW 0.001  W,瓦 1  kW,千瓦 1000  MW,兆瓦 1000000",
    "pressure": "Pa,帕 1  hPa,mbar 100  kPa,千帕 1000  bar,巴 100000  atm 101325  MPa,兆帕 1000000",
    "force": "N,牛 1  kgf,公斤力 9.80665  kN,千牛 1000  tf,t,吨 9806.65  MN 1000000",
    "energy": "µJ,uJ,微焦 0.001  mJ,毫焦 1  J,焦 1000  kJ 1000000",
    "voltage": "V,伏 1  kV,千伏 1000",
    "electric current": "µA,uA 0.000001  mA,毫安 0.001  A,安 1  kA 1000",
    "frequency": "Hz,赫兹 1  kHz 1000  MHz,兆赫 1000000  GHz 1000000000  THz 1000000000000",
    "magnetic flux density": "mT 0.001  T,特斯拉 1",
    "volume": "µL,uL,微升 0.001  mL,毫升 1  L,升 1000",
    "data": "MB 0.001  GB 1  TB 1000",
    "angle": "°,deg,度 1",
    "temperature rate": "°C/h 1  °C/min,K/min 60  °C/s,K/s 3600",
    "ratio": "ppm 1  ‰ 1000  % 10000",
    "magnification": "×,x,倍 1  k,千倍 1000  万倍 10000",
    "count": "个,台,轴,把,位,级,核 1",
    "year": "年 1",
}


def in_unit_of(kind: SpecificationKind, figure: Decimal, written: str) -> Decimal | None:
    """
    The figure in the unit in which the kind is stored; nothing where what is written measures others.

    Without a unit it is the kind's own.
    """
    if written in ("", kind.unit):
        return figure
    if kind.quantity == "temperature":
        return _temperature(kind, figure, written)
    table = _table(_quantity(kind))
    factor, own = _factor(written, table), _factor(kind.unit, table) if kind.unit else Decimal(1)
    if factor is None or own is None:
        return None
    return _plain(figure * factor / own)


def is_known(written: str) -> bool:
    """Whether it is a unit of anything."""
    return written in units() or written.casefold() in {unit.casefold() for unit in units()}


@cache
def units() -> tuple[str, ...]:
    """Every unit, the longest first."""
    told = {unit for quantity in _TABLES for unit in _table(quantity)} | {"°C", "K", "°F", "摄氏度", "C"}
    return tuple(sorted(told, key=lambda unit: (-len(unit), unit)))


@cache
def _table(quantity: str) -> Mapping[str, Decimal]:
    factors: dict[str, Decimal] = {}
    for row in filter(None, _TABLES.get(quantity, "").split("  ")):
        names, factor = row.split(" ")
        factors |= dict.fromkeys(names.split(","), Decimal(factor))
    return factors


def _quantity(kind: SpecificationKind) -> str:
    is_scale = kind.quantity == "ratio" and kind.unit in ("", "×")
    return "magnification" if is_scale else kind.quantity


def _factor(written: str, table: Mapping[str, Decimal]) -> Decimal | None:
    """Exactly as written, else whatever the case where that leaves one meaning: mw is neither mW nor MW."""
    if written in table:
        return table[written]
    alike = {factor for unit, factor in table.items() if unit.casefold() == written.casefold()}
    return alike.pop() if len(alike) == 1 else None


def _temperature(kind: SpecificationKind, figure: Decimal, written: str) -> Decimal | None:
    """Degrees between two temperatures (a kind with ±) have no zero."""
    is_difference = kind.name_en.endswith("±")
    zero = Decimal(0) if is_difference else ZERO_CELSIUS
    match written.casefold().removeprefix("°"):
        case "c" | "摄氏度" | "度":
            celsius = figure
        case "k":
            celsius = figure - zero
        case "f":
            celsius = (figure - (0 if is_difference else 32)) * 5 / 9
        case _:
            return None
    return _plain(celsius + zero if kind.unit == "K" else celsius)


def _plain(figure: Decimal) -> Decimal:
    return figure.quantize(PLACES).normalize() + 0
