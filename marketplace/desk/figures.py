"""One reading of the health page."""

from __future__ import annotations

from dataclasses import dataclass

GOOD, WARNING, BAD = "free", "hold", "stop"


@dataclass(frozen=True)
class Figure:
    """One figure of the page, its tone, and a sentence that says the same as the tone."""

    label: str
    value: str
    tone: str = GOOD
    note: str = ""

    @property
    def icon(self) -> str:
        return {GOOD: "circle-check", WARNING: "alert-triangle", BAD: "alert-circle"}[self.tone]
