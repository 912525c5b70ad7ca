"""What is wrong with a body or a query: each field by its path, with its value and what it accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

from marketplace.api.accepted import accepted

ABSENT = object()
LONGEST_VALUE = 200


def told(detail: Any, field: Any = None, value: Any = ABSENT, path: str = "") -> list[dict[str, Any]]:
    """
    The `errors` of a problem: `field` is a dotted path, empty for the body as a whole.

    `detail` is the framework's own tree of errors, `field` the serializer or field that found them.
    """
    return list(_faults(detail, field, value, path))


def _faults(detail: Any, field: Any, value: Any, path: str) -> Iterator[dict[str, Any]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            if name == api_settings.NON_FIELD_ERRORS_KEY:
                yield from _faults(inner, field, value, path)
            else:
                yield from _faults(inner, _child(field, name), _value(value, name), _join(path, name))
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for index, inner in enumerate(detail):
            if isinstance(inner, ErrorDetail):
                yield _fault(inner, field, value, path)
            elif inner:
                yield from _faults(inner, _child(field, index), _value(value, index), _join(path, index))


def _fault(error: ErrorDetail, field: Any, value: Any, path: str) -> dict[str, Any]:
    fault = {"field": path, "code": error.code, "message": str(error)}
    if value is not ABSENT:
        fault["value"] = _short(value)
    takes = accepted(field)
    return {**fault, "accepted": takes} if takes else fault


def _child(field: Any, name: Any) -> Any:
    match field:
        case serializers.ListSerializer() | serializers.ListField():
            return field.child
        case serializers.Serializer() | forms.BaseForm():
            return field.fields.get(name)
    return None


def _value(value: Any, name: Any) -> Any:
    try:
        return value[name]
    except (KeyError, IndexError, TypeError):
        return ABSENT


def _short(value: Any) -> Any:
    """The value as it was sent; of a long one its beginning."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = _sayable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def _sayable(text: str) -> str:
    """Half a surrogate pair can be read from JSON, and cannot be written in UTF-8."""
    return text.encode(errors="replace").decode()


def _join(path: str, name: Any) -> str:
    step = _sayable(str(name))[:LONGEST_VALUE]
    return f"{path}.{step}" if path else step
