"""Reads the catalogue's files into its shapes, once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from capacity.taxonomy import KINDS, ValueType
from marketplace.demo.credit_codes import social_credit_code
from marketplace.demo.shapes import (
    ClassCatalogue,
    Customer,
    Line,
    MachineType,
    Provider,
    Sentence,
    Value,
    Words,
)

FOLDER = Path(__file__).parent


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def providers() -> tuple[Provider, ...]:
    rows = _read("providers.toml")["providers"]
    return tuple(_provider(number, row) for number, row in enumerate(rows, start=1))


def _provider(number: int, row: Mapping[str, Any]) -> Provider:
    latitude, longitude = row["point"]
    contact_name, contact_phone = row["contact"]
    return Provider(
        slug=row["slug"],
        name=Words(*row["name"]),
        size_class=row["size_class"],
        social_credit_code=_credit_code(row, number),
        city=Words(*row["city"]),
        district=Words(*row["district"]),
        street=Words(*row["street"]),
        access=Words(*row["access"]),
        latitude=latitude,
        longitude=longitude,
        contact_name=contact_name,
        contact_phone=contact_phone,
        certificates=tuple(row["certificates"]),
        patterns=tuple(row["patterns"]),
        house=tuple(Words(*pair) for pair in row["house"]),
        machines=row["machines"],
        models=row.get("models", {}),
    )


@cache
def customers() -> tuple[Customer, ...]:
    rows = _read("customers.toml")["customers"]
    return tuple(
        Customer(
            slug=row["slug"],
            name=Words(*row["name"]),
            size_class=row["size_class"],
            social_credit_code=_credit_code(row, number),
            city=Words(*row["city"]),
            contact_name=row["contact"],
        )
        for number, row in enumerate(rows, start=501)
    )


def _credit_code(row: Mapping[str, Any], number: int) -> str:
    """Institutions are registered by another authority than firms (GB 32100-2015)."""
    prefix = "12" if row["size_class"] == "institution" else "91"
    return social_credit_code(prefix=prefix, division=row["division"], serial=f"MARD{number:04d}")


@cache
def lines() -> tuple[Line, ...]:
    return tuple(
        Line(
            provider=row["provider"],
            resource_class=row["resource_class"],
            parts=tuple(row["parts"]),
            title=Words(*row["title"]),
            text=Words(*row["text"]),
            hour=row["hour"],
        )
        for row in _read("lines.toml")["lines"]
    )


@cache
def family_pools(family: str) -> Mapping[str, tuple[Sentence, ...]]:
    return _pools(_read(f"families/{family}.toml"))


@cache
def class_catalogue(key: str) -> ClassCatalogue:
    """:raises FileNotFoundError: the demo has no machines of this class"""
    row = _read(f"classes/{key}.toml")
    types = tuple(_machine_type(each) for each in row.pop("models"))
    return ClassCatalogue(key, row.pop("family"), types, _pools(row))


def _pools(row: Mapping[str, Any]) -> dict[str, tuple[Sentence, ...]]:
    return {
        name: tuple(Sentence(Words(zh, en), *tag) for zh, en, *tag in sentences)
        for name, sentences in row.items()
    }


def _machine_type(row: Mapping[str, Any]) -> MachineType:
    specs = dict(row["specs"])
    return MachineType(
        model=row["model"],
        name=Words(row["zh"], row["en"]),
        tags=frozenset(row.get("tags", ())),
        hour=row["hour"],
        units=tuple(row.get("units", (1,))),
        values=tuple(_value(kind, value) for kind, value in specs.items() if kind != "built"),
        built=specs["built"],
    )


def _value(key: str, value: Any) -> Value:
    kind = KINDS[key]
    match kind.value_type:
        case ValueType.NUMBER:
            figure = Decimal(str(value))
            return Value(key, figure, figure)
        case ValueType.RANGE:
            low, high = value
            return Value(key, Decimal(str(low)), Decimal(str(high)))
        case ValueType.CHOICE:
            choice = kind.choice(value)
            return Value(key, text=Words(choice.name_zh, choice.name_en))
        case ValueType.TEXT:
            return Value(key, text=Words(value, value) if isinstance(value, str) else Words(*value))
