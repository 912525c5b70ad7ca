"""
Places in pages that packages further up may fill, so that the page's own package learns nothing of them.

Filled once at start from `marketplace/slots.py`. A template marks such a place with the block tag `slot`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

# The HTML for the place, or nothing to leave it as it is. The facts are named by the template.
Filling = Callable[..., str | None]

_slots: dict[str, Filling] = {}


def connect(slots: Mapping[str, Filling]) -> None:
    """Replace the table by this."""
    _slots.clear()
    _slots.update(slots)


def filled(name: str, request: HttpRequest | None, **facts: Any) -> str | None:
    """What stands in the place, if anybody has something to put there."""
    filling = _slots.get(name)
    return filling(request, **facts) if filling and request else None
