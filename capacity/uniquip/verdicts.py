"""What a check makes of one value."""

from dataclasses import dataclass
from typing import Self

from capacity.uniquip.kinds import Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """The value to keep; empty when it is left out.

    `kind` is what was wrong with `[start:end]` of the value that was given, if anything was.
    """

    value: str
    kind: Kind | None = None
    start: int = 0
    end: int = 0
    suggestion: str = ""

    @classmethod
    def mended(cls, given: str, value: str, kind: Kind) -> Self:
        return cls(value, kind, 0, len(given), suggestion=value)

    @classmethod
    def left_out(cls, given: str, kind: Kind, suggestion: str = "") -> Self:
        return cls("", kind, 0, len(given), suggestion=suggestion)
