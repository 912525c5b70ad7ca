"""What of a question could not be read: which parameter, its value, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form

from marketplace.api.accepted import accepted
from search.fields import WordsField

LONGEST_SHOWN = 40
# Where on the page a parameter stands that has no control of its own name.
ANCHORS = {
    "machine": "facets",
    "kind": "facets",
    "instant": "facets",
    "certificate": "facets",
    "mode": "when",
    "near": "where",
    "cursor": "found",
}


@dataclass(frozen=True)
class Fault:
    field: BoundField
    value: str
    text: str
    accepted: str

    @property
    def anchor(self) -> str:
        """The id of what is to be mended."""
        name = self.field.name
        return ANCHORS.get(name, name if name in ALONE else self.field.auto_id)


ALONE = frozenset(
    ("q", "material", "hours", "day", "starts", "until", "ends", "place", "radius", "ceiling", "sort")
)


def faults_of(form: Form) -> list[Fault]:
    return [_fault(field) for field in form if field.errors]


def _fault(field: BoundField) -> Fault:
    """A text says what it takes in its own words; a value that stands in them is not said twice."""
    text, value = " ".join(map(str, field.errors)), _shown(field.value())
    takes = "" if isinstance(field.field, WordsField) else accepted(field.field)
    return Fault(field, "" if value in text else value, text, takes)


def _shown(value: Any) -> str:
    """The beginning of what was sent, without what cannot be shown."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return plain if len(plain) <= LONGEST_SHOWN else f"{plain[:LONGEST_SHOWN]}…"
