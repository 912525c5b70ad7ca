"""
Reading a meter file: rows of when a machine began and ceased to run, and how many pieces it made.

A table with a heading, apart by commas, semicolons or tabs. Times are ISO 8601; without an offset they are
the site's wall time. All of it is taken, or nothing, and each row that cannot be is named.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from capacity.uniquip.decoding import decode
from capacity.uniquip.refusals import FileRefused
from marketplace.periods import Period, at_wall_time

MOST_BYTES, MOST_ROWS = 1_000_000, 5_000
STARTED = frozenset({"started_at", "start", "from", "开始", "开始时间"})
ENDED = frozenset({"ended_at", "end", "to", "结束", "结束时间"})
QUANTITY = frozenset({"quantity", "count", "数量", "件数"})


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line of the file, counted as an editor counts it; 0 is the file as a whole."""

    line: int
    text: str


class BadMeterFile(ValueError):
    """Nothing of it was taken; `faults` names every line that has to change."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = list(faults)


@dataclass(frozen=True)
class Metered:
    """When the machine ran, in order, and what was counted, if anything was."""

    periods: list[Period]
    quantity: int | None

    @property
    def ended_at(self) -> datetime:
        return self.periods[-1].ends_at


@dataclass(frozen=True)
class _Row:
    line: int
    period: Period
    quantity: int | None


def read_meter(data: bytes, *, zone: ZoneInfo, within: Period) -> Metered:
    """
    What the file says of a booking that may only have been used `within` a period.

    :raises BadMeterFile: it is no such table, or a row of it cannot be
    """
    lines = _table(data)
    columns = _columns(lines[0])
    rows, faults = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            rows.append(_row(number, cells, columns, zone, within))
        except ValueError as error:
            faults.append(Fault(number, str(error)))
    faults.extend(_overlaps(rows))
    if not rows and not faults:
        faults.append(Fault(0, _("The file has no row.")))
    if faults:
        raise BadMeterFile(sorted(faults, key=lambda fault: fault.line))
    counted = [row.quantity for row in rows if row.quantity is not None]
    return Metered(sorted(row.period for row in rows), sum(counted) if counted else None)


def _table(data: bytes) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise BadMeterFile([Fault(0, _("The file is larger than 1 MB."))])
    try:
        text = decode(data).text
    except FileRefused:
        raise BadMeterFile([Fault(0, _("This is not a table of text."))]) from None
    heading = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=heading.count)
    lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if not lines:
        raise BadMeterFile([Fault(0, _("The file has no row."))])
    if len(lines) > MOST_ROWS:
        raise BadMeterFile([Fault(0, _("The file has more than %(most)s rows.") % {"most": MOST_ROWS})])
    return lines


def _columns(heading: Sequence[str]) -> tuple[int, int, int | None]:
    """Where start, end and quantity stand."""
    names = [cell.strip().lower() for cell in heading]
    started, ended, counted = (
        next((index for index, name in enumerate(names) if name in known), None)
        for known in (STARTED, ENDED, QUANTITY)
    )
    if started is None or ended is None:
        raise BadMeterFile([Fault(1, _("The heading needs the columns started_at and ended_at."))])
    return started, ended, counted


def _row(
    line: int, cells: Sequence[str], columns: tuple[int, int, int | None], zone: ZoneInfo, within: Period
) -> _Row:
    """:raises ValueError: it says why the row cannot be"""
    starts_at, ends_at = (_moment(_cell(cells, column), zone) for column in columns[:2])
    if starts_at >= ends_at:
        raise ValueError(_("The end is not after the start."))
    period = Period(starts_at, ends_at)
    if not within.contains(period):
        raise ValueError(_("It lies outside of the time of use, from check-in until now."))
    return _Row(line, period, _count(_cell(cells, columns[2])) if columns[2] is not None else None)


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is not a time such as 2027-03-04 09:00.") % {"text": text}) from None
    return moment if moment.tzinfo else at_wall_time(moment.date(), moment.time(), zone)


def _count(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError(_("“%(text)s” is not a count.") % {"text": text})
    return int(text)


def _overlaps(rows: Sequence[_Row]) -> list[Fault]:
    in_order = sorted(rows, key=lambda row: row.period)
    return [
        Fault(later.line, _("It overlaps line %(line)s.") % {"line": earlier.line})
        for earlier, later in pairwise(in_order)
        if earlier.period.overlaps(later.period)
    ]
