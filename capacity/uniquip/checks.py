"""The checks of one row, in the order in which a reader would make them."""

import re
from collections.abc import Callable
from decimal import Decimal

from capacity.uniquip import contacts, titles
from capacity.uniquip.checking import Checking, Reading
from capacity.uniquip.cleaning import clean, first_odd
from capacity.uniquip.decoding import REPLACEMENT
from capacity.uniquip.fields import ADDRESSES, CONTACTS, EMAILS, TELEPHONES, TITLES, Field
from capacity.uniquip.kinds import Kind
from capacity.uniquip.rows import TITLE_LIMIT, Row
from capacity.uniquip.tables import WHOLE_ROW, RawRow
from capacity.uniquip.verdicts import Verdict

_LIMITS = {
    Field.NAME: TITLE_LIMIT,
    Field.DESCRIPTION: 4_000,
    Field.ID: 100,
    Field.SITE_LOCATION: 80,
    Field.MANUFACTURER: 120,
    Field.MODEL: 120,
} | dict.fromkeys(ADDRESSES, 500)
_LIMIT = 255
_POWER_OF_TEN = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_DEGREES = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,10})?)(?:\s*[,;]\s*|\s+)([+-]?\d{1,3}(?:\.\d{1,10})?)")
_TYPES = {
    "": "",
    "equipment": "equipment",
    "设备": "equipment",
    "仪器": "equipment",
} | dict.fromkeys(
    ("facility", "设施", "平台"),
    "facility",
)


def read_row(raw: RawRow, reading: Reading) -> Row:
    """Check one row. A refused row keeps the values that it has, to be shown."""
    checking = Checking(raw, reading)
    if _is_whole(checking):
        _take_cells(checking)
        for check in (_texts, _title, _site, _contacts, _type, _identifier, _coordinates):
            check(checking)
    values = {field: value for field, value in checking.values.items() if value}
    return Row(raw.line, checking.title, values, tuple(checking.problems))


def _is_whole(checking: Checking) -> bool:
    """Refuse a row whose cells cannot be told apart, or stand under the wrong headings."""
    cells, names = checking.raw.cells, checking.reading.headings.names
    torn = next((kind for at, kind, _ in checking.raw.faults if at == WHOLE_ROW), None)
    if torn is Kind.TOO_LONG:
        checking.refuse(torn, length=len(cells[0]), limit=_LIMITS[Field.DESCRIPTION])
    elif torn:
        checking.refuse(torn)
    elif checking.reading.counts_cells and len(cells) < len(names):
        checking.refuse(Kind.TOO_FEW_CELLS, cells=len(cells), headings=len(names))
    elif checking.reading.counts_cells and any(cell.strip() for cell in cells[len(names) :]):
        checking.refuse(Kind.TOO_MANY_CELLS, cells=len(cells), headings=len(names))
    return not checking.problems


def _take_cells(checking: Checking) -> None:
    """Sort the cells under their fields, and tell what the spreadsheet itself made of them."""
    fields, cells = checking.reading.headings.fields, checking.raw.cells
    for at, field in enumerate(fields):
        if field:
            checking.given[field] = cells[at] if at < len(cells) else ""
    for at, kind, where in checking.raw.faults:
        field = fields[at] if at < len(fields) else None
        if field and kind is Kind.MERGED:
            checking.warn(kind, field, range=where)
        elif field:
            checking.refuse(kind, field)


def _texts(checking: Checking) -> None:
    """Clean every value; refuse damage, say what was taken out, keep to the greatest lengths."""
    for field, given in checking.given.items():
        odd = first_odd(given)
        text = clean(given, keeps_lines=field is Field.DESCRIPTION)
        limit = _LIMITS.get(field, _LIMIT)
        if "\0" in given:
            checking.refuse(Kind.NUL, field, start=given.index("\0"), end=given.rindex("\0") + 1)
        elif REPLACEMENT in given:
            at = given.index(REPLACEMENT)
            checking.refuse(
                Kind.UNREADABLE_BYTES,
                field,
                start=at,
                end=at + 1,
                encoding=checking.reading.encoding,
            )
        elif odd is not None:
            checking.warn(Kind.CONTROL_CHARACTERS, field, start=odd, end=odd + 1)
        if len(text) > limit:
            checking.refuse(Kind.TOO_LONG, field, start=limit, length=len(text), limit=limit)
        checking.values[field] = text


def _title(checking: Checking) -> None:
    """Take the name, or the description where the name says nothing."""
    columns = [field for field in TITLES if field in checking.given]
    faults = {field: titles.fault(checking.values[field]) for field in columns}
    sound = [field for field in columns if faults[field] is None]
    if not sound:
        _refuse_title(checking, {field: fault for field, fault in faults.items() if fault})
        return
    checking.title = _shortened(checking.values[sound[0]])
    if sound[0] is not columns[0] and checking.values[columns[0]]:
        checking.warn(Kind.OTHER_TITLE, columns[0], suggestion=checking.title)
    if titles.is_number(checking.title):
        checking.warn(Kind.NUMBER_AS_TITLE, sound[0], suggestion=_maker_and_model(checking))


def _refuse_title(checking: Checking, faults: dict[Field, Kind]) -> None:
    """Refuse for the first column that has a word in it, else for the first."""
    about = next((field for field in faults if checking.values[field]), next(iter(faults)))
    checking.refuse(faults[about], about, suggestion=_maker_and_model(checking))


def _maker_and_model(checking: Checking) -> str:
    parts = (checking.values.get(field, "") for field in (Field.MANUFACTURER, Field.MODEL))
    return " ".join(part for part in parts if part)


def _shortened(text: str) -> str:
    """Make a title of a text: its first line, cut at a word within TITLE_LIMIT characters."""
    first = text.split("\n", 1)[0]
    if len(first) <= TITLE_LIMIT:
        return first
    head = first[: TITLE_LIMIT - 1]
    return f"{head.rsplit(' ', 1)[0]}…"


def _site(checking: Checking) -> None:
    if not checking.values.get(Field.SITE_LOCATION):
        checking.refuse(Kind.NO_SITE, Field.SITE_LOCATION)


def _contacts(checking: Checking) -> None:
    """Mend or leave out each way to ask; refuse a row that then has none."""
    calling_code = checking.reading.calling_code
    for field in TELEPHONES:
        _judge(checking, field, lambda value: contacts.telephone(value, calling_code))
    for field in EMAILS:
        _judge(checking, field, contacts.email)
    for field in ADDRESSES:
        _judge(checking, field, contacts.address)
    if not any(checking.values.get(field) for field in CONTACTS):
        columns = [field for field in CONTACTS if field in checking.given]
        checking.refuse(
            Kind.NO_CONTACT, next((field for field in columns if checking.given[field]), columns[0])
        )


def _judge(checking: Checking, field: Field, check: Callable[[str], Verdict]) -> None:
    value = checking.values.get(field, "")
    if not value:
        return
    verdict = check(value)
    checking.values[field] = verdict.value
    if verdict.kind:
        checking.warn(verdict.kind, field, suggestion=verdict.suggestion)


def _type(checking: Checking) -> None:
    given = checking.values.get(Field.TYPE, "")
    checking.values[Field.TYPE] = _TYPES.get(given.casefold(), "equipment")
    if given.casefold() not in _TYPES:
        checking.warn(Kind.BAD_TYPE, Field.TYPE, suggestion="equipment")


def _identifier(checking: Checking) -> None:
    if _POWER_OF_TEN.fullmatch(checking.values.get(Field.ID, "")):
        checking.refuse(Kind.DAMAGED_ID, Field.ID)


def _coordinates(checking: Checking) -> None:
    """Keep a latitude and a longitude as two decimals with a space between."""
    given = checking.values.get(Field.COORDINATES, "")
    if not given:
        return
    pair = _DEGREES.fullmatch(given)
    is_on_earth = pair and abs(Decimal(pair[1])) <= 90 and abs(Decimal(pair[2])) <= 180
    checking.values[Field.COORDINATES] = f"{pair[1]} {pair[2]}" if pair and is_on_earth else ""
    if not is_on_earth:
        checking.warn(Kind.BAD_COORDINATES, Field.COORDINATES)
