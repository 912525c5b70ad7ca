"""What shows only with the whole list in view, such as repeated rows and names that were cut."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from capacity.uniquip.fields import Field
from capacity.uniquip.headings import Headings
from capacity.uniquip.identity import key_of
from capacity.uniquip.kinds import Kind
from capacity.uniquip.problems import Problem, Severity
from capacity.uniquip.rows import Row
from capacity.uniquip.titles import cut_length


def compared(rows: Sequence[Row], headings: Headings) -> tuple[Row, ...]:
    """Add what is wrong between rows, and give every row that is still accepted its identity."""
    accepted = [row for row in rows if not row.is_refused]
    comparison = _Comparison(
        headings,
        cut_at=cut_length(row.title for row in accepted),
        identifiers=frozenset(row.values[Field.ID] for row in accepted if Field.ID in row.values),
    )
    return tuple(row if row.is_refused else comparison.identified(comparison.checked(row)) for row in rows)


@dataclass(slots=True)
class _Comparison:
    """A list while its rows are held against each other, in the order of the file."""

    headings: Headings
    cut_at: int | None
    identifiers: frozenset[str]
    first_lines: dict[str | tuple[tuple[Field, str], ...], int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def checked(self, row: Row) -> Row:
        found = [*self._repetition(row), *self._cut(row), *self._lost_facility(row)]
        may_be_cut = self.cut_at is not None and len(row.title) >= self.cut_at - 1
        cut_at = self.cut_at if may_be_cut else None
        return replace(row, problems=(*row.problems, *found), cut_at=cut_at)

    def identified(self, row: Row) -> Row:
        if row.is_refused:
            return row
        key = key_of(row)
        self.counts[key] += 1
        return replace(row, identity=f"{key}#{self.counts[key]}")

    def _repetition(self, row: Row) -> Iterable[Problem]:
        identifier = row.values.get(Field.ID, "")
        first = self.first_lines.setdefault(identifier or tuple(sorted(row.values.items())), row.line)
        if first != row.line and identifier:
            yield self._problem(row, Kind.REPEATED_ID, Field.ID, Severity.REFUSED, first=first)
        elif first != row.line:
            yield self._problem(row, Kind.REPEATED_ROW, row.title_field, first=first)

    def _cut(self, row: Row) -> Iterable[Problem]:
        if len(row.title) == self.cut_at:
            yield self._problem(row, Kind.CUT_TITLE, row.title_field, length=self.cut_at)

    def _lost_facility(self, row: Row) -> Iterable[Problem]:
        if not self.identifiers.issuperset(row.facilities):
            yield self._problem(row, Kind.UNKNOWN_FACILITY, Field.RELATED_FACILITY_ID)

    def _problem(
        self,
        row: Row,
        kind: Kind,
        about: Field,
        severity: Severity = Severity.WARNING,
        **details: int,
    ) -> Problem:
        value, heading = row.values[about], self.headings.name_of(about)
        return Problem(row.line, kind, severity, about, heading, value, 0, len(value), "", details)
