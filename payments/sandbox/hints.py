"""Reading the types of the installed stripe package: of what a request may hold, and of what is answered."""

from __future__ import annotations

import sys
import types
import typing
from functools import cache
from typing import Any, Literal, Union

import stripe
from stripe._request_options import RequestOptions

# These steer the client; they are no parameters of the API.
OPTIONS = frozenset(RequestOptions.__annotations__)
UNIONS = (Union, types.UnionType)


class _Names(dict[str, Any]):
    """The names of a module; those that it imports for type checkers alone come from the package."""

    def __missing__(self, name: str) -> Any:
        if hasattr(stripe, name):
            return getattr(stripe, name)
        raise KeyError(name)


@cache
def fields_of(shape: type) -> dict[str, Any]:
    """The type of each field of a class of the package; `Any` where the package names what it lacks."""
    names = _Names({**vars(sys.modules[shape.__module__]), **vars(shape)})
    return {
        name: _evaluated(hint, names)
        for name, hint in shape.__annotations__.items()
        if name not in OPTIONS and not name.startswith("_") and name != "OBJECT_NAME"
    }


def _evaluated(hint: Any, names: _Names) -> Any:
    holder = types.SimpleNamespace(__annotations__={"field": hint})
    try:
        return typing.get_type_hints(holder, globalns=vars(typing), localns=names)["field"]
    except (NameError, AttributeError):
        return Any


def members(hint: Any) -> tuple[Any, ...]:
    """The members of a union, or the type alone; nothing is no member."""
    parts = typing.get_args(hint) if typing.get_origin(hint) in UNIONS else (hint,)
    flat = [deep for part in parts for deep in (members(part) if part is not hint else (part,))]
    return tuple(part for part in flat if part is not type(None))


def may_be_missing(hint: Any) -> bool:
    return hint is Any or type(None) in typing.get_args(hint)


def words(hint: Any) -> tuple[str, ...]:
    """The words that an enumeration takes; none where any text is taken."""
    return tuple(
        str(word)
        for part in members(hint)
        if typing.get_origin(part) is Literal
        for word in typing.get_args(part)
    )


def item_of(hint: Any) -> Any:
    """The type of the items, where the type is a list."""
    return next((typing.get_args(part)[0] for part in members(hint) if typing.get_origin(part) is list), None)


def is_mapping(hint: Any) -> bool:
    return any(typing.get_origin(part) is dict for part in members(hint))


def takes_plain(hint: Any) -> bool:
    """Whether a single value may stand where a structure may stand too."""
    return any(part in (int, str, bool) for part in members(hint))


def structure_of(hint: Any) -> type | None:
    """The class of the package that describes what is nested here."""
    for part in members(hint):
        if isinstance(part, type) and part.__module__.startswith("stripe.") and part.__annotations__:
            return part
    return None
