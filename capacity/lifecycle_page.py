"""The lifecycle as a page of the documentation, written from the table itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from capacity.enums import BookingState
from capacity.lifecycle import EXITS, TRANSITIONS, Transition

HEAD = """# The life of a booking

Generated from `capacity/lifecycle.py` by `manage.py draw_lifecycle`; a test fails when the two differ.
"""


def page() -> str:
    """Markdown with a Mermaid diagram and the table of transitions, in English."""
    with translation.override("en"):
        return "\n".join([HEAD, *_diagram(), "", *_table(), ""])


def _in_order(states: Iterable[BookingState]) -> list[BookingState]:
    return [state for state in BookingState if state in frozenset(states)]


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    for row in TRANSITIONS.values():
        sources = _in_order(row.sources)
        if not sources:
            lines.append(f"    [*] --> {row.target} : {row.step}")
        lines += [f"    {source} --> {row.target_from(source)} : {row.step}" for source in sources]
    final = [*_in_order(EXITS), BookingState.COMPLETED]
    lines += [f"    {state} --> [*]" for state in final]
    return [*lines, "```"]


def _table() -> list[str]:
    head = ["| step | from | to | by | reason |", "|---|---|---|---|---|"]
    return head + [_row(row) for row in TRANSITIONS.values()]


def _row(row: Transition) -> str:
    sources = ", ".join(_in_order(row.sources)) or "–"
    sides = ", ".join(sorted(row.sides))
    reason = "required" if row.needs_reason else ""
    return f"| {row.step} | {sources} | {row.target or 'stays'} | {sides} | {reason} |"
