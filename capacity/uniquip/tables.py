"""From text to rows of cells, each with the physical line on which it starts."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from capacity.uniquip.kinds import Kind

# A quote that is not closed within so many lines is a slip and not a long text.
LONGEST_ROW = 100
WHOLE_ROW = -1

_LONE_RETURN = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row as they stand in the file.

    `line` is the physical line of a text file, or the row of a spreadsheet, from 1. `faults` are
    the cells by index that cannot be trusted, why, and the merged range if that is why; index -1
    stands for the whole row.
    """

    line: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, Kind, str], ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.faults and not any(cell.strip() for cell in self.cells)


def split(text: str, delimiter: str) -> Iterator[RawRow]:
    """Yield every row of a delimited text (RFC 4180), blank ones too.

    A row that cannot be read spoils no other.
    """
    lines = _lines(text)
    at = 0
    while at < len(lines):
        reader = csv.reader(islice(lines, at, at + LONGEST_ROW), delimiter=delimiter, strict=True)
        try:
            yield RawRow(at + 1, tuple(next(reader)))
            at += reader.line_num
        except csv.Error:
            fault = Kind.OPEN_QUOTE if '"' in lines[at] else Kind.TOO_LONG
            yield RawRow(at + 1, (lines[at].rstrip("\r\n"),), faults=((WHOLE_ROW, fault, ""),))
            at += 1


def _lines(text: str) -> list[str]:
    """Split as an editor counts lines: at line feeds, or at returns in a list that has only those.

    A lone return among line feeds is a slip inside a cell; it becomes a vertical tab, which csv
    lets through.
    """
    text = _LONE_RETURN.sub("\v", text) if "\n" in text else text.replace("\r", "\n")
    return [line for line in re.split(r"(?<=\n)", text) if line]
