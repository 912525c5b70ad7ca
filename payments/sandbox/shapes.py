"""Showing an object whole: every field that the package knows, empty where the sandbox says nothing."""

from __future__ import annotations

from typing import Any

from payments.sandbox import hints
from payments.sandbox.kinds import classes
from payments.sandbox.refusals import Body
from payments.sandbox.rows import SandboxEvent, SandboxObject


def shown(row: SandboxObject) -> Body:
    return whole(row.kind, row.body)


def shown_event(event: SandboxEvent) -> Body:
    """Those of the second version of the API are whole as they are."""
    return event.body if event.body["object"] == "v2.core.event" else whole("event", event.body)


def whole(kind: str, body: Body) -> Body:
    return _completed(classes()[kind], {"object": kind} | body)


def _completed(shape: type, body: Body) -> Body:
    known = hints.fields_of(shape)
    empty = {name: None for name, hint in known.items() if hints.may_be_missing(hint)}
    told = {name: _completed_value(known.get(name, Any), value) for name, value in body.items()}
    return empty | told


def _completed_value(hint: Any, value: Any) -> Any:
    if isinstance(value, list):
        item = hints.item_of(hint)
        return [_completed_value(item, each) for each in value]
    structure = hints.structure_of(hint)
    if isinstance(value, dict) and "object" not in value and structure is not None:
        return _completed(structure, value)
    return value


def listed(url: str, objects: list[Body], *, has_more: bool = False) -> Body:
    return {"object": "list", "url": url, "has_more": has_more, "data": objects}
