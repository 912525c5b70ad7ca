"""From the first sheet of an XLSX file to rows of cells, guarded against unpacking without end."""

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import IO, Any, NamedTuple, Protocol
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.cell import range_boundaries

from capacity.uniquip.kinds import Kind
from capacity.uniquip.refusals import Cause, FileRefused
from capacity.uniquip.tables import RawRow

UNPACKED_MB = 64
MOST_PARTS = 1_000
MOST_COLUMNS = 64
MOST_MERGED = 200_000
LAST_ROW = 1_048_576

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_FAULTS = {"f": Kind.FORMULA, "e": Kind.ERROR_CELL}


class _Cell(Protocol):
    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


def is_spreadsheet(data: bytes) -> bool:
    """Say by its first bytes whether this is an Excel file, of any age."""
    return data.startswith((_OLD, _ZIP))


def rows_of(data: bytes) -> Iterator[RawRow]:
    """Yield every row of the first sheet, blank ones too.

    Raises FileRefused for old and damaged files and for those that unpack to too much.
    """
    if data.startswith(_OLD):
        raise FileRefused(Cause.OLD_SPREADSHEET)
    try:
        yield from _rows(data)
    except FileRefused:
        raise
    except Exception as error:  # openpyxl and zipfile raise a dozen kinds of error on a damaged file
        raise FileRefused(Cause.BROKEN_SPREADSHEET) from error


def _rows(data: bytes) -> Iterator[RawRow]:
    with ZipFile(BytesIO(data)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of every extension that it does not know
        _guard(archive)
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a size that is too small
        # Read-only sheets, which alone bear a large list, tell nothing of merged cells.
        with archive.open(sheet._worksheet_path) as part:  # noqa: SLF001
            merged = _merged(part)
        firsts: dict[str, str] = {}
        rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS)
        for line, cells in enumerate(rows, start=1):
            yield _filled(_row(line, cells), merged.get(line, ()), firsts)


def _guard(archive: ZipFile) -> None:
    """Refuse a file whose parts declare too much; zipfile unpacks no more than a part declares."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_MB * 1_000_000:
        raise FileRefused(Cause.INFLATED, limit=UNPACKED_MB)


def _row(line: int, cells: Sequence[_Cell]) -> RawRow:
    filled = [(at, cell) for at, cell in enumerate(cells) if cell is not EMPTY_CELL]
    texts = [""] * (filled[-1][0] + 1 if filled else 0)
    for at, cell in filled:
        texts[at] = _text(cell.value)
    faults = tuple((at, _FAULTS[cell.data_type], "") for at, cell in filled if cell.data_type in _FAULTS)
    return RawRow(line, tuple(texts), faults)


def _text(value: object) -> str:
    """Write a cell's value as a person would type it: 12 for 12.0, dates as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


class _Range(NamedTuple):
    """Merged cells: rows and columns from 1, both ends within."""

    left: int
    top: int
    right: int
    bottom: int
    reference: str


def _merged(part: IO[bytes]) -> Mapping[int, Sequence[_Range]]:
    """Read the merged ranges of a sheet by the rows that they cover."""
    covered: dict[int, list[_Range]] = defaultdict(list)
    budget = MOST_MERGED
    # Entities that grow without end are stopped by expat itself.
    for _, element in iterparse(part):  # noqa: S314
        if element.tag.endswith("}mergeCell"):
            merged = _range(element.get("ref", ""))
            budget -= merged.bottom - merged.top + 1
            if budget < 0:
                raise FileRefused(Cause.MERGED)
            for row in range(merged.top, merged.bottom + 1):
                covered[row].append(merged)
        element.clear()
    return covered


def _range(reference: str) -> _Range:
    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        raise FileRefused(Cause.MERGED)
    return _Range(left, top, right, bottom, reference)


def _filled(row: RawRow, merged: Sequence[_Range], firsts: dict[str, str]) -> RawRow:
    """Give the cells below the first of a merged range its value, and say so.

    `firsts` remembers the first values of the ranges met so far. The cells to the right of the
    first column stay empty, as a spreadsheet shows them.
    """
    cells, faults = list(row.cells), list(row.faults)
    for one in merged:
        at = one.left - 1
        cells += [""] * (at + 1 - len(cells))
        cells[at] = firsts.setdefault(one.reference, cells[at])
        if row.line > one.top:
            faults.append((at, Kind.MERGED, one.reference))
    return RawRow(row.line, tuple(cells), tuple(faults)) if merged else row
