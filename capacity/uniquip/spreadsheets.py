"""From an XLSX file to rows of cells: the first sheet only, guarded against files that unpack without end."""

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.cell import range_boundaries

from capacity.uniquip.kinds import Kind
from capacity.uniquip.refusals import Cause, FileRefused
from capacity.uniquip.tables import RawRow

UNPACKED_MB = 64
MOST_PARTS = 1_000
MOST_COLUMNS = 256
MOST_MERGED = 200_000
LAST_ROW = 1_048_576

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_FAULTS = {"f": Kind.FORMULA, "e": Kind.ERROR_CELL}


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
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a size that is too small
        with archive.open(sheet._worksheet_path) as part:  # noqa: SLF001  read-only sheets tell no merged cells
            merged = _merged(part)
        anchors: dict[str, str] = {}
        rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS)
        for line, cells in enumerate(rows, start=1):
            yield _filled(_row(line, cells), merged.get(line, {}), anchors)


def _guard(archive: ZipFile) -> None:
    """Refuse a file whose parts declare too much; zipfile never unpacks more than a part declares."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_MB * 1_000_000:
        raise FileRefused(Cause.INFLATED, limit=UNPACKED_MB)


def _row(line: int, cells: tuple[ReadOnlyCell | EmptyCell, ...]) -> RawRow:
    texts = [_text(cell.value) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    faults = [(at, _FAULTS[cell.data_type], "") for at, cell in enumerate(cells) if cell.data_type in _FAULTS]
    return RawRow(line, tuple(texts), tuple(faults))


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


def _merged(part: IO[bytes]) -> Mapping[int, Mapping[int, str]]:
    """Read the merged ranges of a sheet: row to column index to the range that covers it."""
    covered: dict[int, dict[int, str]] = defaultdict(dict)
    budget = MOST_MERGED
    for _, element in iterparse(part):
        if element.tag.endswith("}mergeCell"):
            reference = element.get("ref", "")
            left, top, right, bottom = range_boundaries(reference)
            width = min(right, MOST_COLUMNS) - left + 1
            budget -= width * (bottom - top + 1)
            if budget < 0:
                raise FileRefused(Cause.MERGED)
            for row in range(top, bottom + 1):
                covered[row].update(dict.fromkeys(range(left - 1, left - 1 + width), reference))
        element.clear()
    return covered


def _filled(row: RawRow, merged: Mapping[int, str], anchors: dict[str, str]) -> RawRow:
    """Give the cells below the first of a merged range its value, and say so.

    `anchors` remembers the first values of the ranges met so far. The cells to the right of the first stay empty.
    """
    cells, faults = list(row.cells), list(row.faults)
    for at, reference in merged.items():
        cells += [""] * (at + 1 - len(cells))
        left, top, _right, _bottom = range_boundaries(reference)
        if row.line == top and at == left - 1:
            anchors[reference] = cells[at]
        elif at == left - 1:
            cells[at] = anchors.get(reference, "")
            faults.append((at, Kind.MERGED, reference))
    return RawRow(row.line, tuple(cells), tuple(faults)) if merged else row
