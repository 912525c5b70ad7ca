"""Reading a whole list: what its file is, its rows, and what is wrong between rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from capacity.uniquip.checking import Reading
from capacity.uniquip.checks import read_row
from capacity.uniquip.comparisons import compared
from capacity.uniquip.decoding import Decoded, decode
from capacity.uniquip.headings import Headings, find_headings, likeliest_delimiter
from capacity.uniquip.problems import Problem
from capacity.uniquip.refusals import Cause, FileRefused
from capacity.uniquip.rows import Row
from capacity.uniquip.spreadsheets import is_spreadsheet, rows_of
from capacity.uniquip.tables import RawRow, split

LARGEST_MB = 16
MOST_ROWS = 50_000

Watched = Callable[[Sequence[RawRow]], Iterable[RawRow]]


@dataclass(frozen=True, slots=True)
class EquipmentList:
    """A list as read.

    `encoding` is as people call it and empty for a spreadsheet, as is `delimiter`. `rows` has every
    row that is not blank, refused ones too, in the order of the file.
    """

    encoding: str
    is_encoding_guessed: bool
    delimiter: str
    headings: Headings
    rows: tuple[Row, ...]

    @property
    def accepted(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.is_refused)

    @property
    def refused(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_refused)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for row in self.rows for problem in row.problems)


def read_list(
    data: bytes,
    *,
    encoding: str = "",
    calling_code: str = "",
    watched: Watched = iter,
) -> EquipmentList:
    """Read a UNIQUIP 1.0 list: CSV, TSV or XLSX, told apart by content.

    At most LARGEST_MB and MOST_ROWS are read. `encoding` overrules the guess. `calling_code` is the
    provider's, without plus, for telephones in national form. `watched` wraps the rows while they
    are checked, as a progress bar does. Raises FileRefused; never anything else.
    """
    if len(data) > LARGEST_MB * 1_000_000:
        raise FileRefused(Cause.TOO_LARGE, size=len(data) // 1_000_000, limit=LARGEST_MB)
    if not data.strip():
        raise FileRefused(Cause.EMPTY)
    if is_spreadsheet(data):
        found = Decoded("", "", is_guess=False, tried=())
        delimiter, table = "", list(rows_of(data))
    else:
        found = decode(data, encoding)
        delimiter = likeliest_delimiter(found.text)
        table = list(split(found.text, delimiter))
    headings = find_headings(table)
    reading = Reading(headings, found.label, calling_code, counts_cells=bool(delimiter))
    rows = [read_row(raw, reading) for raw in watched(_below(table, headings))]
    return EquipmentList(found.label, found.is_guess, delimiter, headings, compared(rows, headings))


def _below(table: Sequence[RawRow], headings: Headings) -> Sequence[RawRow]:
    """Keep the rows below the headings that are not blank."""
    rows = [row for row in table if row.line > headings.line and not row.is_blank]
    if not rows:
        raise FileRefused(Cause.NO_ROWS)
    if len(rows) > MOST_ROWS:
        raise FileRefused(Cause.TOO_MANY_ROWS, limit=MOST_ROWS)
    return rows
