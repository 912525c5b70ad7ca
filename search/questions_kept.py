"""
The fields of a question as plain JSON and back, so that a kept question need not be read as a form again.

Reading a form takes milliseconds, and a listing in a large town is held against hundreds of questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from search.filters import LEAST, MOST

# Of the page and not of the question.
PASSING = ("cursor", "sort")
READERS: Mapping[str, Callable[[str], Any]] = {
    "day": date.fromisoformat,
    "until": date.fromisoformat,
    "starts": time.fromisoformat,
    "ends": time.fromisoformat,
    "hours": Decimal,
    "radius": Decimal,
}


def plain(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked and not left empty; a place by its point."""
    told = {name: _plain(value) for name, value in asked.items() if value and name not in PASSING}
    told |= {name: str(value) for name, value in asked.items() if _is_range(name) and value is not None}
    if place := asked.get("place"):
        del told["place"]
        told["near"] = [place.latitude, place.longitude]
    return told | {
        name: asked[name].isoformat() for name in ("starts", "ends") if asked.get(name) is not None
    }


def _plain(value: Any) -> Any:
    match value:
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case list() | tuple():
            return list(value)
    return value


def read(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _reader(name)(value) for name, value in told.items()}


def _reader(name: str) -> Callable[[Any], Any]:
    return Decimal if _is_range(name) else READERS.get(name, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


def _is_range(name: str) -> bool:
    return name.endswith((LEAST, MOST))
