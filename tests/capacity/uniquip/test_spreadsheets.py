"""Lists as XLSX: the first sheet, with what spreadsheets do to values."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from capacity.uniquip import Cause, Field, FileRefused, Kind, read_list

HEADINGS = ("ID", "Name", "Site Location", "Contact Email", "Contact Telephone")


def book(*rows: Sequence[object], merged: Sequence[str] = ()) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for reference in merged:
        sheet.merge_cells(reference)
    other = workbook.create_sheet("second")
    other.append(("Name", "never read"))
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def with_sheet(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change the XML of the first sheet."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as sound, ZipFile(stream, "w", ZIP_DEFLATED) as changed:
        for name in sound.namelist():
            part = sound.read(name)
            changed.writestr(name, change(part) if name.endswith("/sheet1.xml") else part)
    return stream.getvalue()


def test_numbers_and_dates_read_as_a_person_would_type_them() -> None:
    data = book(
        HEADINGS,
        (1042.0, date(2024, 5, 1), "Leeds", "a@example.org", 441334476161),
        (
            7.5,
            datetime(2024, 5, 1, 8, 30),  # noqa: DTZ001  as spreadsheets have them
            "Leeds",
            "a@example.org",
            None,
        ),
    )

    rows = read_list(data).rows

    assert [row.line for row in rows] == [2, 3]
    assert rows[0].values[Field.ID] == "1042"
    assert rows[0].title == "2024-05-01"
    assert rows[0].values[Field.CONTACT_TELEPHONE] == "+441334476161"
    assert (rows[1].values[Field.ID], rows[1].title) == ("7.5", "2024-05-01T08:30:00")


def test_the_row_of_the_sheet_is_told_also_after_blank_rows() -> None:
    data = book((), HEADINGS, (), ("A1", "UNKNOWN", "Leeds", "a@example.org"))

    (problem,) = read_list(data).problems

    assert (problem.line, problem.kind) == (4, Kind.PLACEHOLDER)


def test_a_formula_and_an_error_are_refused_by_their_cell() -> None:
    data = book(
        HEADINGS,
        ("=A9", "Lathe", "Leeds", "a@example.org", ""),
        ("A2", "#REF!", "Leeds", "a@example.org", ""),
        ("A3", "Mill", "Leeds", "a@example.org", ""),
    )

    found = read_list(data)

    assert [(problem.line, problem.kind, problem.value) for problem in found.problems] == [
        (2, Kind.FORMULA, "=A9"),
        (3, Kind.ERROR_CELL, "#REF!"),
    ]
    assert [row.title for row in found.accepted] == ["Mill"]


def test_cells_merged_downwards_all_have_the_value_and_are_told() -> None:
    data = book(
        HEADINGS,
        ("A1", "Lathe", "Leeds", "a@example.org"),
        ("A2", "Mill", None, "a@example.org"),
        ("A3", "Oven", None, "a@example.org"),
        merged=["C2:C4"],
    )

    found = read_list(data)

    assert [row.values[Field.SITE_LOCATION] for row in found.accepted] == ["Leeds"] * 3
    assert [(problem.line, problem.text) for problem in found.problems] == [
        (3, "Part of the merged cells C2:C4."),
        (4, "Part of the merged cells C2:C4."),
    ]


def test_a_title_merged_above_the_headings_is_no_matter() -> None:
    data = book(
        ("Equipment of the institute",),
        HEADINGS,
        ("A1", "Lathe", "Leeds", "a@example.org"),
        merged=["A1:E1"],
    )

    found = read_list(data)

    assert (found.headings.line, len(found.accepted), found.problems) == (2, 1, ())


def test_merged_cells_without_end_are_refused() -> None:
    sound = book(HEADINGS, ("A1", "Lathe", "Leeds", "a@example.org"), merged=["A3:A4"])
    endless = with_sheet(sound, lambda sheet: sheet.replace(b"A3:A4", b"A3:C1048576"))

    with pytest.raises(FileRefused) as refused:
        read_list(endless)

    assert refused.value.cause is Cause.MERGED


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    stream = BytesIO(book(HEADINGS))
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", bytes(65_000_000))

    with pytest.raises(FileRefused) as refused:
        read_list(stream.getvalue())

    assert refused.value.cause is Cause.INFLATED


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Cause.OLD_SPREADSHEET),
        (b"PK\x03\x04 and nothing more", Cause.BROKEN_SPREADSHEET),
        (book(HEADINGS)[:-200], Cause.BROKEN_SPREADSHEET),
        (book(HEADINGS), Cause.NO_ROWS),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_is_refused_with_the_cause(data: bytes, cause: Cause) -> None:
    with pytest.raises(FileRefused) as refused:
        read_list(data)

    assert refused.value.cause is cause


def test_entities_that_grow_without_end_do_not() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>'.encode()
    bomb = with_sheet(
        book(HEADINGS, ("A1", "Lathe", "Leeds", "a@example.org")),
        lambda sheet: doctype + sheet.replace(b"</sheetData>", b"</sheetData><x>&l9;</x>"),
    )

    with pytest.raises(FileRefused) as refused:
        read_list(bomb)

    assert refused.value.cause is Cause.BROKEN_SPREADSHEET
