"""From the cells of one row to one machine, with everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from capacity.uniquip.fields import Field
from capacity.uniquip.problems import Problem

TITLE_LIMIT = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its values cleaned and mended, only those that are not empty.

    `line` is the physical line of a text file or the row of a spreadsheet, from 1. `title` is the
    name, or the description where the name says nothing. `identity` is the same for the same
    machine in the next edition of the list (`identity.py`); it is empty for a refused row. `cut_at`
    is the length at which the program that wrote the list has cut its titles, where this one may be
    cut: it has that length, or lost a space at its end.
    """

    line: int
    title: str
    values: Mapping[Field, str]
    problems: tuple[Problem, ...] = ()
    identity: str = ""
    cut_at: int | None = None

    @property
    def is_refused(self) -> bool:
        return any(problem.is_refusal for problem in self.problems)

    @property
    def is_cut(self) -> bool:
        return len(self.title) == self.cut_at

    @property
    def title_field(self) -> Field:
        """The column that the title came from."""
        return Field.NAME if self.values.get(Field.NAME) == self.title else Field.DESCRIPTION

    @property
    def description(self) -> str:
        """The longer text; empty when the title already says all of it."""
        text = self.values.get(Field.DESCRIPTION, "")
        return "" if text == self.title else text

    @property
    def is_facility(self) -> bool:
        return self.values.get(Field.TYPE, "") == "facility"

    @property
    def facilities(self) -> tuple[str, ...]:
        """The IDs of the facilities that this machine belongs to."""
        parts = self.values.get(Field.RELATED_FACILITY_ID, "").split(",")
        return tuple(part.strip() for part in parts if part.strip())

    @property
    def coordinates(self) -> tuple[Decimal, Decimal] | None:
        """Latitude and longitude in degrees, WGS-84, often approximate on purpose."""
        pair = self.values.get(Field.COORDINATES, "").split()
        return (Decimal(pair[0]), Decimal(pair[1])) if pair else None
