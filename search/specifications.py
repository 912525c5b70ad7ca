"""Figures typed among the words: `X>=50cm`, `精度<=10µm`, as ranges in the kind's own unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from capacity.taxonomy import CLASSES, KINDS, SpecificationKind, ValueType
from marketplace.language import in_readers_language
from search.request import SpecificationRange
from search.tokens import terms_of
from search.units import in_unit_of, is_known, units

FIGURES = (ValueType.NUMBER, ValueType.RANGE)
LONGEST = 400
MOST_RANGES = 20
# What people say instead of the name; of several kinds one that the class has, else the first that fits.
CALLED = {
    "travel_x build_x measuring_x": "x x轴 x行程 行程x x方向",
    "travel_y build_y measuring_y": "y y轴 y行程 行程y y方向",
    "travel_z build_z measuring_z": "z z轴 z行程 行程z z方向",
    "travel_x stroke opening_stroke": "行程 travel",
    "positioning_accuracy length_error angle_accuracy overlay mass_accuracy": "精度 accuracy 定位",
    "positioning_accuracy dimensional_tolerance": "公差 tolerance",
    "repeatability": "重复定位 重复精度",
    "spindle_speed milling_speed rotor_speed": "转速 主轴转速 主轴 spindle spindlespeed speed rpm",
    "spindle_power laser_power average_power laser_watts": "功率 power",
    "table_load load": "承重 载重 load",
    "axes": "轴数 轴",
    "temperature test_temperature sample_temperature nozzle_temperature base_temperature": "温度 temperature",
    "injection_pressure coolant_pressure quench_pressure": "压力 pressure",
    "clamping_force press_force max_force": "吨位 力 tonnage force",
    "thickness_steel thickness_stainless thickness_aluminium": "板厚 厚度 thickness",
    "turning_diameter swing grinding_diameter boring_diameter gear_diameter sample_diameter": "直径 diameter",
    "turning_length bending_length grinding_length sheet_length": "长度 length",
    "surface_roughness": "粗糙度 表面粗糙度 roughness ra",
    "resolution resolving_power spectral_resolution": "分辨率 resolution",
    "ultimate_vacuum": "真空 真空度 vacuum",
    "field_strength": "磁场 field",
    "accelerating_voltage": "电压 voltage",
    "magnification": "放大倍数 倍数",
    "workpiece_mass": "工件质量 工件重量 mass weight",
    "tool_places": "刀库 tools",
    "built": "年份 出厂 year",
}
AT_LEAST = ("不小于", "不低于", "大于", "至少", ">=", "≥", "⩾", ">")
AT_MOST = ("不大于", "不超过", "小于", "至多", "<=", "≤", "⩽", "<")
_SIGNS = "|".join((*AT_LEAST, *AT_MOST, "="))
_CHINESE_UNITS = "|".join(unit for unit in units() if unit[0] > "⺀")
_WRITTEN = re.compile(
    rf"(?P<name>[a-z一-鿿][a-z一-鿿_ -]*?)\s*(?P<sign>{_SIGNS})\s*±?\s*"
    r"(?P<figure>-?[0-9]{1,9}(?:\.[0-9]{1,6})?)(?![0-9.])"
    rf"(?P<gap>\s*)(?:(?P<unit>{_CHINESE_UNITS}|[a-zµ°%‰×][a-zµ°%/]{{0,9}}(?![a-z]))(?!\s*(?:{_SIGNS})))?",
    re.IGNORECASE,
)
_UNSPOKEN = re.compile(r"（.*?）|\(.*?\)|±|最大|最高|最小|最低|\b(?:top|largest|smallest|maximum|max)\b")


@dataclass(frozen=True)
class Problem:
    """A figure that stays among the words, as typed, and what is wrong with it in the reader's language."""

    typed: str
    message: str


@dataclass(frozen=True)
class Reading:
    """The words that are left, the figures that were among them, and those that could not be read."""

    text: str
    ranges: tuple[SpecificationRange, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read_out(text: str, *, classes: Iterable[str] = ()) -> Reading:
    """
    Take the figures out of the words; what cannot be read stays a word, and is told as a problem.

    `classes` are those asked for beside the text; a class named in it counts as well: the x of a printer
    is that of its chamber.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).replace("μ", "µ")
    written = [Figure.of(each) for each in _WRITTEN.finditer(plain)][:MOST_RANGES]
    shown = _kinds_of(classes, _without(written, plain)) if written else ()
    read = [(each, _read(each, shown)) for each in written]
    problems = tuple(found for _each, found in read if isinstance(found, Problem))
    ranges = [(each, found) for each, found in read if isinstance(found, SpecificationRange)]
    if not ranges:
        return Reading(text, (), problems)
    left = _without([each for each, _range in ranges], plain)
    return Reading(left, tuple(found for _each, found in ranges), problems)


@dataclass(frozen=True)
class Figure:
    """A figure as typed, with the kinds that its name may mean, and where it stands without other words."""

    typed: str
    name: str
    kinds: Sequence[str]
    sign: str
    value: Decimal
    unit: str
    start: int
    end: int

    @classmethod
    def of(cls, found: re.Match[str]) -> Figure:
        unit = found["unit"] if _has_unit(found) else ""
        start, kinds = next(
            (
                (at, kinds)
                for at in _word_starts(found["name"])
                if (kinds := _names().get(_key(found["name"][at:])))
            ),
            (found["name"].rfind(" ") + 1, ()),
        )
        return cls(
            typed=found[0][start:].strip(),
            name=found["name"][start:],
            kinds=kinds,
            sign=found["sign"],
            value=Decimal(found["figure"]),
            unit=unit,
            start=found.start() + start,
            end=found.end() if unit else found.end("figure"),
        )


def _without(figures: Iterable[Figure], text: str) -> str:
    left, end = [], 0
    for each in figures:
        left.append(text[end : each.start])
        end = each.end
    return " ".join(" ".join([*left, text[end:]]).split())


def _read(figure: Figure, shown: Sequence[str]) -> SpecificationRange | Problem:
    for kind in sorted(figure.kinds, key=lambda each: each not in shown):
        value = in_unit_of(KINDS[kind], figure.value, figure.unit)
        if value is not None:
            least = None if figure.sign in AT_MOST else value
            most = None if figure.sign in AT_LEAST else value
            return SpecificationRange(kind, least, most)
    if figure.kinds:
        return Problem(figure.typed, _wrong_unit(KINDS[figure.kinds[0]], figure.unit))
    return Problem(figure.typed, _("“%(name)s” is no specification known here.") % {"name": figure.name})


def _wrong_unit(kind: SpecificationKind, unit: str) -> str:
    if not is_known(unit):
        return _("“%(unit)s” is no unit known here.") % {"unit": unit}
    own = kind.unit or _("a bare number")
    name = in_readers_language(kind.name_zh, kind.name_en)
    return _("%(name)s is told in %(own)s, not in %(unit)s.") % {"name": name, "own": own, "unit": unit}


def _has_unit(found: re.Match[str]) -> bool:
    """A word behind a gap is a unit only where there is such a unit: in `x>=500 brass` it is none."""
    unit = found["unit"]
    return bool(unit) and (not found["gap"] or is_known(unit))


def _word_starts(name: str) -> Iterator[int]:
    """Longest first: `five axis travel x` is tried as a whole, then `axis travel x`, …"""
    yield 0
    yield from (
        at for at in range(1, len(name)) if name[at - 1] in " _" or not (name[at] + name[at - 1]).isascii()
    )


def _kinds_of(classes: Iterable[str], text: str) -> Sequence[str]:
    tokens = (each[0] for term in terms_of(text) for each in term.alternatives if len(each) == 1)
    named = [token.removeprefix("c:") for token in tokens if token.startswith("c:")]
    return [kind for key in (*classes, *named) if key in CLASSES for kind in CLASSES[key].specifications]


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """The kinds of each name: as in the taxonomy, without what is left out in speech, and as people say."""
    told: dict[str, dict[str, None]] = {}
    figures = {key: kind for key, kind in KINDS.items() if kind.value_type in FIGURES}
    names = [(name, [key]) for key, kind in figures.items() for name in (key, kind.name_en, kind.name_zh)]
    called = [(word, keys.split()) for keys, words in CALLED.items() for word in words.split()]
    spoken = [(_UNSPOKEN.sub("", name.casefold()), keys) for name, keys in names]
    for name, keys in (*names, *called, *spoken):
        told.setdefault(_key(name), {}).update(dict.fromkeys(keys))
    return {name: tuple(kinds) for name, kinds in told.items() if name}


def _key(name: str) -> str:
    """Whatever the case and the gaps; an axis may stand before or behind: travel x is x travel."""
    words = re.split(r"[\s_-]+", name.casefold().strip())
    if not name.isascii():
        return "".join(words)
    axes = [word for word in words if word in ("x", "y", "z")]
    return "".join([*axes, *(word for word in words if word not in axes)])
