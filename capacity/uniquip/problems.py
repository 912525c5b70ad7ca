"""What is wrong with a row or a whole list, as data that can be said in the reader's language."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from capacity.uniquip.fields import LABELS, Field
from capacity.uniquip.kinds import TEXTS, Kind


class Severity(StrEnum):
    """REFUSED keeps the row out; WARNING lets it in, mended or as it stands."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one value of one row.

    `line` is the physical line of a text file or the row of a spreadsheet, from 1. `field` is None
    when the row as a whole is meant; `heading` is then empty, else what the file calls the column.
    `value[start:end]` is the wrong part. `suggestion` is a value that would be accepted in its
    place, where one is known.
    """

    line: int
    kind: Kind
    severity: Severity
    field: Field | None = None
    heading: str = ""
    value: str = ""
    start: int = 0
    end: int = 0
    suggestion: str = ""
    details: Mapping[str, str | int] = dataclasses.field(default_factory=dict)

    @property
    def is_refusal(self) -> bool:
        return self.severity is Severity.REFUSED

    @property
    def label(self) -> str:
        """The name of the field in the reader's language."""
        return str(LABELS[self.field]) if self.field else ""

    @property
    def text(self) -> str:
        """What is wrong, in the reader's language."""
        return str(TEXTS[self.kind][0]) % self._said

    @property
    def remedy(self) -> str:
        """What would be accepted, or what was done, in the reader's language."""
        return str(TEXTS[self.kind][1]) % self._said

    @property
    def _said(self) -> Mapping[str, str | int]:
        return {**self.details, "suggestion": self.suggestion}
