"""Expanding: an object in the place of its id, where the request asks for it."""

from __future__ import annotations

from typing import Any

from payments.sandbox.refusals import Body, invalid
from payments.sandbox.rows import SandboxObject
from payments.sandbox.shapes import shown

DEEPEST = 4


def expand(body: Body, paths: list[str]) -> Body:
    """:raises Refusal: a path names no id, or goes too deep"""
    for path in paths:
        names = path.split(".")
        if len(names) > DEEPEST:
            raise invalid("expand", f"You cannot expand more than {DEEPEST} levels: {path}")
        _expand(body, names, path)
    return body


def _expand(body: Body, names: list[str], path: str) -> None:
    name, *rest = names
    if body.get(name, "") is None:
        return
    inner = body[name] = _object(body.get(name), path)
    for each in inner if isinstance(inner, list) else [inner]:
        if rest:
            _expand(each, rest, path)


def _object(told: Any, path: str) -> Any:
    """What stands there, or what the id that stands there names."""
    if isinstance(told, str):
        row = SandboxObject.objects.filter(ref=told).first()
        told = shown(row) if row else None
    if not isinstance(told, dict | list):
        raise invalid("expand", f"This property cannot be expanded ({path}).")
    return told
