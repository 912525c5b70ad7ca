"""A row while it is being checked: what was given, what is kept, what is wrong so far."""

from dataclasses import dataclass, field

from capacity.uniquip.fields import Field
from capacity.uniquip.headings import Headings
from capacity.uniquip.kinds import Kind
from capacity.uniquip.problems import Problem, Severity
from capacity.uniquip.tables import RawRow


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list is read; the encoding as people call it, the calling code as `86`."""

    headings: Headings
    encoding: str = ""
    calling_code: str = ""
    counts_cells: bool = True


@dataclass(slots=True)
class Checking:
    """`given` has the cells of the columns that are read, `values` what is kept of them."""

    raw: RawRow
    reading: Reading
    given: dict[Field, str] = field(default_factory=dict)
    values: dict[Field, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""

    def refuse(self, kind: Kind, about: Field | None = None, **found: str | int) -> None:
        self._say(kind, Severity.REFUSED, about, found)

    def warn(self, kind: Kind, about: Field | None = None, **found: str | int) -> None:
        self._say(kind, Severity.WARNING, about, found)

    def _say(self, kind: Kind, severity: Severity, about: Field | None, found: dict[str, str | int]) -> None:
        """Note a problem; what is found beside `start`, `end`, `suggestion` is for its words."""
        value = self.given.get(about, "") if about else "".join(self.raw.cells[:1])
        self.problems.append(
            Problem(
                line=self.raw.line,
                kind=kind,
                severity=severity,
                field=about,
                heading=self.reading.headings.name_of(about) if about else "",
                value=value,
                start=int(found.pop("start", 0)),
                end=int(found.pop("end", len(value))),
                suggestion=str(found.pop("suggestion", "")),
                details=found,
            ),
        )
