"""Requests as they come over the wire: forms with brackets for the first version of the API, else JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit


def read_request(url: str, content: str | bytes | None) -> tuple[str, dict[str, Any]]:
    """The path, and the parameters of the query and the content together, nested."""
    parts = urlsplit(url)
    text = content.decode() if isinstance(content, bytes) else content or ""
    params = nested(parse_qsl(parts.query, keep_blank_values=True))
    if parts.path.startswith("/v2/"):
        return parts.path, params | (json.loads(text) if text else {})
    return parts.path, params | nested(parse_qsl(text, keep_blank_values=True))


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=c` means the first of a's b."""
    told: dict[str, Any] = {}
    for name, value in pairs:
        *outer, last = name.replace("]", "").split("[")
        place = told
        for step in outer:
            place = place.setdefault(step, {})
        place[last] = value
    return told
