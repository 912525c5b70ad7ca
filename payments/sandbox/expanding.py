"""Expanding: an object in the place of its id, where the request asks for it."""

from __future__ import annotations

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
    if name not in body:
        raise invalid("expand", f"This property cannot be expanded ({path}).")
    if isinstance(body[name], str):
        row = SandboxObject.objects.filter(ref=body[name]).first()
        if row is None:
            raise invalid("expand", f"This property cannot be expanded ({path}).")
        body[name] = shown(row)
    if isinstance(body[name], list):
        for each in body[name]:
            _expand(each, rest, path)
    elif rest and isinstance(body[name], dict):
        _expand(body[name], rest, path)
