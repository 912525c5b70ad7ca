"""The lifecycle as a page of the documentation, written from the table itself."""

from __future__ import annotations

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


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    for row in TRANSITIONS.values():
        sources = sorted(row.sources, key=list(BookingState).index)
        if not sources:
            lines.append(f"    [*] --> {row.target} : {row.step}")
        lines += [f"    {source} --> {row.target_from(source)} : {row.step}" for source in sources]
    final = [*sorted(EXITS, key=list(BookingState).index), BookingState.COMPLETED]
    lines += [f"    {state} --> [*]" for state in final]
    return [*lines, "```"]


def _table() -> list[str]:
    head = ["| step | from | to | by | reason |", "|---|---|---|---|---|"]
    return head + [_row(row) for row in TRANSITIONS.values()]


def _row(row: Transition) -> str:
    sources = ", ".join(sorted(row.sources, key=list(BookingState).index)) or "–"
    sides = ", ".join(sorted(row.sides))
    return f"| {row.step} | {sources} | {row.target or 'stays'} | {sides} | {'required' if row.needs_reason else ''} |"
