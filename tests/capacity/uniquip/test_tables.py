"""Rows, physical lines and headings of text lists."""

import pytest

from capacity.uniquip import Cause, EquipmentList, Field, FileRefused, Kind, read_list

HEADINGS = "Name,Site Location,Contact Email"


def read(*lines: str, end: str = "\n") -> EquipmentList:
    return read_list(end.join((HEADINGS, *lines)).encode())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_is_told_by_the_line_it_starts_on_after_a_value_of_many_lines(end: str) -> None:
    text = end.join(
        [
            "Name,Description,Site Location,Contact Email",
            'Oven,"large',
            "",
            'and old",Leeds,a@example.org',
            "",
            "Lathe,,Leeds,a@example.org",
        ],
    )

    rows = read_list(text.encode()).rows

    assert [(row.line, row.title) for row in rows] == [(2, "Oven"), (6, "Lathe")]
    assert rows[0].description == "large\n\nand old"


def test_a_lone_return_inside_a_value_is_no_line() -> None:
    found = read('"Laser Scanner\r",Leeds,a@example.org', "Lathe,Leeds,a@example.org")

    assert [(row.line, row.title) for row in found.rows] == [(2, "Laser Scanner"), (3, "Lathe")]
    assert [problem.kind for problem in found.problems] == [Kind.CONTROL_CHARACTERS]


def test_a_quote_that_is_never_closed_spoils_its_own_row_alone() -> None:
    found = read('"12 inch chuck,Leeds,a@example.org', "Lathe,Leeds,a@example.org")

    assert [row.title for row in found.accepted] == ["Lathe"]
    (problem,) = found.problems
    assert (problem.line, problem.kind) == (2, Kind.OPEN_QUOTE)
    assert problem.value == '"12 inch chuck,Leeds,a@example.org'


def test_a_row_with_too_many_or_too_few_cells_is_refused_with_both_counts() -> None:
    found = read("Lathe,large,Leeds,a@example.org", "Oven,Leeds", "Mill,Leeds,a@example.org,,")

    assert [row.title for row in found.accepted] == ["Mill"]
    assert [problem.text for problem in found.problems] == [
        "4 cells where the headings have 3.",
        "2 cells where the headings have 3.",
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_under_which_the_headings_read(delimiter: str) -> None:
    lines = ("Name;Site Location;Contact Email", "Oven, large;Leeds;a@example.org")
    text = "\n".join(lines).replace(", ", " ").replace(";", delimiter)

    found = read_list(text.encode())

    assert found.delimiter == delimiter
    assert [row.title for row in found.accepted] == ["Oven large"]


def test_headings_are_known_by_many_spellings_in_both_languages() -> None:
    text = "资产编号,设备名称,所在地,联系电话,型号\nA1,数控车床,苏州,+86 512 6285 0000,CK6140"

    (row,) = read_list(text.encode()).accepted

    assert row.values == {
        Field.ID: "A1",
        Field.NAME: "数控车床",
        Field.SITE_LOCATION: "苏州",
        Field.CONTACT_TELEPHONE: "+8651262850000",
        Field.MODEL: "CK6140",
    }


def test_headings_may_differ_in_case_spaces_and_marks() -> None:
    text = " NAME* ,site_location (required),Contact  E-mail,Technique:cpv\nOven,Leeds,a@b.org,38"

    (row,) = read_list(text.encode()).accepted

    assert set(row.values) == {
        Field.NAME,
        Field.SITE_LOCATION,
        Field.CONTACT_EMAIL,
        Field.TECHNIQUE,
    }


def test_lines_above_the_headings_are_passed_over() -> None:
    text = f"Equipment of the institute\n\n{HEADINGS}\nOven,Leeds,a@example.org"

    found = read_list(text.encode())

    assert found.headings.line == 3
    assert [row.line for row in found.rows] == [4]


def test_columns_that_mean_nothing_or_repeat_another_are_named_and_not_read() -> None:
    text = "Name,Title,Site Location,Contact Email,Colour\nOven,Stove,Leeds,a@example.org,red"

    found = read_list(text.encode())

    assert found.headings.ignored == ("Title", "Colour")
    assert found.rows[0].title == "Oven"


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        ("ID,Site Location,Contact Email", "Name or Description"),
        ("Name,Department,Contact Email", "Site Location"),
        ("Name,ID,Site Location", "Contact Telephone, Contact URL or Contact Email"),
    ],
)
def test_a_list_without_a_column_that_the_standard_needs_is_refused(headings: str, missing: str) -> None:
    with pytest.raises(FileRefused, match=missing) as refused:
        read_list(f"{headings}\nx,y,z".encode())

    assert refused.value.cause is Cause.MISSING_COLUMNS


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", Cause.EMPTY),
        (b" \r\n\t\n", Cause.EMPTY),
        (HEADINGS.encode(), Cause.NO_ROWS),
        (f"{HEADINGS}\n,,\n\n".encode(), Cause.NO_ROWS),
        (b"Dear colleague,\nhere is our list.\nRegards", Cause.NO_HEADINGS),
        (b"<html><body>no list</body></html>", Cause.NO_HEADINGS),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), Cause.NOT_TEXT),
        (b"x" * 16_000_001, Cause.TOO_LARGE),
        (HEADINGS.encode() + b"\nOven,Leeds,a@example.org" * 50_001, Cause.TOO_MANY_ROWS),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_cause(data: bytes, cause: Cause) -> None:
    with pytest.raises(FileRefused) as refused:
        read_list(data)

    assert refused.value.cause is cause
    assert "%(" not in str(refused.value)
