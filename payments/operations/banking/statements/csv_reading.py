"""Statements as CSV: the columns are known by their headings, in Chinese and English."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from marketplace.money import EXPONENTS, parse_minor
from payments.operations.banking.statements.headings import (
    CURRENCIES,
    DIRECTIONS,
    FIELDS,
    TOTALS,
    bare,
)
from payments.operations.banking.statements.rows import (
    LONGEST_ACCOUNT,
    LONGEST_REF,
    Problem,
    Row,
    tidy,
    tidy_name,
    too_large,
    unreadable,
)

DELIMITERS = (",", ";", "\t", "|")
MOST_LINES_ABOVE = 40  # banks put the account and its balance above the table
DATES = (
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?:[T ].*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?\d{2}:?\d{2}(?::?\d{2})?)?"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
)


@dataclass(frozen=True)
class _Table:
    delimiter: str
    headings: Sequence[str]
    columns: Mapping[str, Sequence[int]]
    begins: int  # the line below the headings

    def heading(self, field: str) -> str:
        """What stands above the column, as the bank wrote it."""
        return ", ".join(self.headings[index] for index in self.columns.get(field, ())) or field


class _Unread(Exception):
    """A cell that cannot be read: its column, its text, and why."""

    def __init__(self, field: str, value: str, text: str) -> None:
        super().__init__(text)
        self.field, self.value, self.text = field, value, text


def read_csv(text: str, *, currency: str) -> tuple[list[Row], list[Problem]]:
    """
    The lines of the table, and what is wrong with the others; `currency` where no column tells it.

    :raises StatementRefused: there is no table of transfers in it
    """
    table = _table(text)
    rows, problems = [], []
    for number, cells in _records(text, table.delimiter):
        if number < table.begins or _is_no_transfer(cells):
            continue
        try:
            if row := _row(number, cells, table, currency):
                rows.append(row)
        except _Unread as unread:
            column = tidy(table.heading(unread.field), 80)
            problems.append(Problem(number, column, tidy(unread.value, 80), unread.text))
    return rows, problems


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise unreadable(_("line %(number)d is broken.") % {"number": begins}) from error


def _table(text: str) -> _Table:
    for delimiter in DELIMITERS:
        for number, cells in _records(text, delimiter):
            if number > MOST_LINES_ABOVE:
                break
            columns = _columns(cells)
            if "date" in columns and columns.keys() & {"amount", "credit", "debit"}:
                return _Table(delimiter, cells, columns, number + 1)
    raise unreadable(
        _(
            "no line with headings for date and amount was found. It needs a column such as 交易日期 or Date,"
            " and 贷方发生额 with 借方发生额, Credit with Debit, or Amount."
        )
    )


def _columns(cells: Sequence[str]) -> dict[str, list[int]]:
    """Where each field stands; texts may stand in several columns, of the others the first is taken."""
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        if field := FIELDS.get(bare(cell)):
            found.setdefault(field, []).append(index)
    return found


def _is_no_transfer(cells: Sequence[str]) -> bool:
    """Blank lines, and the sums at the foot."""
    if not any(cells):
        return True
    return bare(next(filter(None, cells))).startswith(TOTALS)


def _row(number: int, cells: Sequence[str], table: _Table, currency: str) -> Row | None:
    currency = _currency(cells, table) or currency
    minor = _minor(cells, table, currency)
    if minor == 0:
        return None
    return Row(
        number=number,
        booked_on=_date(_cell(cells, table, "date")),
        minor=minor,
        currency=currency,
        party_name=tidy_name(_cell(cells, table, "party_name")),
        party_account=tidy(_cell(cells, table, "party_account"), LONGEST_ACCOUNT),
        text=tidy(" ".join(_cells(cells, table, "text"))),
        bank_ref=tidy(_cell(cells, table, "bank_ref"), LONGEST_REF),
    )


def _cells(cells: Sequence[str], table: _Table, field: str) -> list[str]:
    told = [cells[index] for index in table.columns.get(field, ()) if index < len(cells)]
    # Spreadsheets are kept from reading long numbers as figures by a mark in front.
    return [each.strip("\t'").removeprefix('="').removesuffix('"') for each in told if each]


def _cell(cells: Sequence[str], table: _Table, field: str) -> str:
    return next(iter(_cells(cells, table, field)), "")


def _currency(cells: Sequence[str], table: _Table) -> str:
    told = _cell(cells, table, "currency")
    found = CURRENCIES.get(told, told.upper())
    if found and found not in EXPONENTS:
        raise _Unread("currency", told, _("The marketplace does not deal in this currency."))
    return found


def _minor(cells: Sequence[str], table: _Table, currency: str) -> int:
    """With the sign of our balance: from a column for each direction, or one amount and a word or a sign."""
    credit = _amount(cells, table, "credit", currency)
    debit = _amount(cells, table, "debit", currency)
    if credit and debit:
        told = f"{_cell(cells, table, 'credit')} / {_cell(cells, table, 'debit')}"
        raise _Unread("credit", told, _("Both came in and went out on one line."))
    if credit or debit:
        return credit - abs(debit)
    amount = _amount(cells, table, "amount", currency)
    if "direction" not in table.columns:
        if "amount" in table.columns and not amount:
            raise _Unread("amount", _cell(cells, table, "amount"), _("There is no amount."))
        return amount
    told = _cell(cells, table, "direction")
    if (sign := DIRECTIONS.get(bare(told))) is None:
        raise _Unread("direction", told, _("It does not say whether the money came in or went out."))
    return sign * abs(amount)


def _amount(cells: Sequence[str], table: _Table, field: str, currency: str) -> int:
    told = _cell(cells, table, field)
    if told in {"", "-", "--", "—"}:
        return 0
    try:
        minor = parse_minor(told, currency)
    except ValueError as error:
        reason = _("It is not an amount in %(currency)s.") % {"currency": currency}
        raise _Unread(field, told, reason) from error
    if too_large(minor):
        raise _Unread(field, told, _("It is too large to be true."))
    return minor


def _date(told: str) -> date:
    plain = unicodedata.normalize("NFKC", told)
    for pattern in DATES:
        if found := pattern.fullmatch(plain):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise _Unread("date", told, _("It is not a day such as 2027-03-01."))
