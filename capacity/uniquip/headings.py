"""Which line holds the headings, and what each column means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from capacity.uniquip.cleaning import clean
from capacity.uniquip.fields import NEEDED, Field, field_of
from capacity.uniquip.refusals import Cause, FileRefused
from capacity.uniquip.tables import RawRow, split

# Lists often start with a title, a date or a blank line.
SEARCHED_LINES = 10
DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns in the order of the file.

    `names` is what the file calls them; a field of None is not read.
    """

    line: int
    names: tuple[str, ...]
    fields: tuple[Field | None, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headings that mean nothing to us or repeat another column."""
        return tuple(
            name for name, field in zip(self.names, self.fields, strict=True) if name and field is None
        )

    def name_of(self, field: Field) -> str:
        return self.names[self.fields.index(field)] if field in self.fields else ""


def likeliest_delimiter(text: str) -> str:
    """Choose the delimiter that shows the most headings; a comma when none shows any."""
    return max(DELIMITERS, key=lambda delimiter: _known(_first(split(text, delimiter))))


def find_headings(rows: Iterable[RawRow]) -> Headings:
    """Take the first lines' row with the most known headings.

    Raises FileRefused when there is none, or when a column that the standard needs is missing.
    """
    headings = max(map(_headings, _first(rows)), key=_count, default=None)
    # A title such as "Equipment" alone reads like one heading, yet no list has fewer than three
    # columns.
    if headings is None or _count(headings) < min(len(NEEDED) - 1, len(headings.names)):
        raise FileRefused(Cause.NO_HEADINGS, lines=SEARCHED_LINES)
    missing = [str(words) for words, fields in NEEDED.items() if not set(fields) & set(headings.fields)]
    if missing:
        raise FileRefused(Cause.MISSING_COLUMNS, columns="; ".join(missing))
    return headings


def _first(rows: Iterable[RawRow]) -> list[RawRow]:
    return list(islice(rows, SEARCHED_LINES))


def _known(rows: Sequence[RawRow]) -> int:
    return max((_count(_headings(row)) for row in rows), default=0)


def _count(headings: Headings) -> int:
    return len(headings.fields) - headings.fields.count(None)


def _headings(row: RawRow) -> Headings:
    """Read a row as headings. Where two columns mean the same field, the first is read."""
    names = tuple(clean(cell) for cell in row.cells)
    seen: set[Field] = set()
    fields: list[Field | None] = []
    for name in names:
        field = field_of(name)
        fields.append(None if field in seen else field)
        seen |= {field} if field else set()
    return Headings(row.line, names, tuple(fields))
