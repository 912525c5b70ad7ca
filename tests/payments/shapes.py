"""What is wrong with an answer, by the types of the installed stripe package, at every depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from payments.sandbox import hints
from payments.sandbox.kinds import classes

PLAIN = {str: str, int: int, bool: bool}
# The package reads these from text, and gives every number of theirs another type.
READ_FROM_TEXT = {"created", "expires_at"}


def faults(told: Any, path: str = "") -> Iterator[str]:
    """Of an object that names its kind, or of a list of such."""
    if told.get("object") == "list":
        for number, each in enumerate(told["data"]):
            yield from faults(each, f"{path}[{number}]")
        return
    yield from of_structure(told, classes()[told["object"]], told["object"])


def of_structure(told: dict[str, Any], shape: type, path: str) -> Iterator[str]:
    known = hints.fields_of(shape)
    for name, hint in known.items():
        if name not in told and not hints.may_be_missing(hint):
            yield f"{path}.{name} is missing"
    for name, value in told.items():
        if name not in known:
            yield f"{path}.{name} is unknown"
        elif not (value is None and hints.may_be_missing(known[name])):
            yield from of_value(value, known[name], f"{path}.{name}")


def of_value(value: Any, hint: Any, path: str) -> Iterator[str]:
    if hint is Any:
        return
    if isinstance(value, dict):
        yield from of_nested(value, hint, path)
    elif isinstance(value, list):
        item = hints.item_of(hint)
        if item is None:
            yield f"{path} is no list"
            return
        for number, each in enumerate(value):
            yield from of_value(each, item, f"{path}[{number}]")
    elif hints.words(hint):
        if value not in hints.words(hint):
            yield f"{path} does not take {value!r}"
    elif not fits(value, hint, path):
        yield f"{path} is {value!r}, not {hint}"


def of_nested(value: dict[str, Any], hint: Any, path: str) -> Iterator[str]:
    if str(value.get("object")) in classes():
        yield from faults(value, path)
    elif (structure := hints.structure_of(hint)) is not None:
        yield from of_structure(value, structure, path)
    elif not hints.is_mapping(hint) and "Untyped" not in str(hint):
        yield f"{path} is no structure"


def fits(value: Any, hint: Any, path: str) -> bool:
    if path.rsplit(".", maxsplit=1)[-1] in READ_FROM_TEXT and isinstance(value, str):
        return True
    kinds = {part for part in hints.members(hint) if part in PLAIN}
    return type(value) in kinds or (isinstance(value, str) and not kinds)
