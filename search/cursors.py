"""Where a page ended, as a piece of an address."""

from __future__ import annotations

import base64
import binascii
import math
from dataclasses import dataclass

from search.enums import Sort
from search.request import Cursor

LONGEST = 200
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Continuation:
    """The end of a page in one order; `seen` is how many hits stood before the next."""

    sort: Sort
    after: Cursor
    seen: int = 0


def write_cursor(end: Continuation) -> str:
    told = f"{end.sort}:{end.after.key!r}:{end.after.resource_id}:{end.seen}"
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Continuation | None:
    """Nothing where it is none of ours."""
    if len(text) > LONGEST:
        return None
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        told = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        sort, key, resource_id, seen = told.split(":")
        found = Continuation(Sort(sort), Cursor(float(key), int(resource_id)), int(seen))
    except (binascii.Error, UnicodeError, ValueError):
        return None
    is_sound = math.isfinite(found.after.key) and 0 < found.after.resource_id <= LARGEST_ID
    return found if is_sound and 0 <= found.seen <= LARGEST_ID else None
