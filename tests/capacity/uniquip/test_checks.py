"""What is wrong with one row, and what becomes of it."""

from decimal import Decimal

import pytest
from django.utils import translation

from capacity.uniquip import EquipmentList, Field, Kind, Problem, Severity, read_list


def read(calling_code: str = "", **values: str) -> EquipmentList:
    """Read a list of one row; the columns that the standard needs are there unless given."""
    columns = {"Name": "Lathe CK6140", "Site_Location": "Leeds", "Contact_Email": "a@example.org"}
    columns |= values
    cells = ['"' + value.replace('"', '""') + '"' for value in columns.values()]
    text = f"{','.join(columns)}\n{','.join(cells)}"
    return read_list(text.encode(), calling_code=calling_code)


def only_problem(found: EquipmentList) -> Problem:
    (problem,) = found.problems
    return problem


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", Kind.NO_TITLE),
        ("  ", Kind.NO_TITLE),
        ("UNKNOWN", Kind.PLACEHOLDER),
        ("n/a", Kind.PLACEHOLDER),
        ("---", Kind.PLACEHOLDER),
        ("未知", Kind.PLACEHOLDER),
        ("hardware", Kind.GENERIC_TITLE),
        ("Lab Equipment", Kind.GENERIC_TITLE),
        ("Part asset 2584", Kind.GENERIC_TITLE),
        ("设备", Kind.GENERIC_TITLE),
    ],
)
def test_a_name_that_names_no_machine_is_refused(name: str, kind: Kind) -> None:
    problem = only_problem(found := read(Name=name))

    assert (problem.kind, problem.severity, problem.line) == (kind, Severity.REFUSED, 2)
    assert (problem.field, problem.heading, problem.value) == (Field.NAME, "Name", name)
    assert found.accepted == ()


def test_maker_and_model_are_suggested_for_a_name_that_is_not_known() -> None:
    problem = only_problem(read(Name="UNKNOWN", Maker="Hanchuan", Model="XH715"))

    assert problem.suggestion == "Hanchuan XH715"


def test_the_description_stands_in_for_a_name_that_says_nothing() -> None:
    found = read(Name="UNKNOWN", Description="Spark eroder with 300 mm travel")

    assert [row.title for row in found.accepted] == ["Spark eroder with 300 mm travel"]
    assert only_problem(found).kind is Kind.OTHER_TITLE


def test_a_long_description_is_kept_whole_beside_the_title_made_of_it() -> None:
    text = "A vertical machining centre " * 10

    (row,) = read(Name="", Description=text).accepted

    assert len(row.title) <= 160
    assert row.title.endswith("vertical…")
    assert row.description == text.strip()


def test_a_number_as_a_name_is_let_in_with_a_warning() -> None:
    found = read(Name="97108", Model="CK6140")

    problem = only_problem(found)
    assert (problem.kind, problem.suggestion) == (Kind.NUMBER_AS_TITLE, "CK6140")
    assert [row.title for row in found.accepted] == ["97108"]


@pytest.mark.parametrize(
    ("given", "calling_code", "kept", "kind"),
    [
        ("+44 (0)1334 463-800", "", "+441334463800", None),
        ("tel:+86.512.6285.0000", "", "+8651262850000", None),
        ("＋８６ 512 6285 0000", "", "+8651262850000", None),
        ("+86 512 6285 0000 转 801", "", "+8651262850000 ext 801", None),
        ("441334 476161", "", "+441334476161", Kind.TELEPHONE_PLUS),
        ("0044 1334 476161", "", "+441334476161", Kind.TELEPHONE_PLUS),
        ("0512-62850000", "86", "+8651262850000", Kind.TELEPHONE_PLUS),
        ("13800138000", "86", "+8613800138000", Kind.TELEPHONE_PLUS),
        ("0512-62850000", "", "0512-62850000", Kind.TELEPHONE_NATIONAL),
        ("13800138000", "", "13800138000", Kind.TELEPHONE_NATIONAL),
        ("13800138000", "44", "13800138000", Kind.TELEPHONE_NATIONAL),
        ("463800", "44", "463800", Kind.TELEPHONE_NATIONAL),
        ("ask Wang", "86", None, Kind.TELEPHONE_UNREADABLE),
        ("4.41334E+11", "", None, Kind.TELEPHONE_UNREADABLE),
        ("12345678901234567", "", None, Kind.TELEPHONE_UNREADABLE),
    ],
)
def test_telephones_are_written_with_plus_and_country_code_where_it_is_known(
    given: str, calling_code: str, kept: str | None, kind: Kind | None
) -> None:
    found = read(calling_code, Contact_Telephone=given)

    assert found.accepted[0].values.get(Field.CONTACT_TELEPHONE) == kept
    assert [problem.kind for problem in found.problems] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("field", "given", "kept", "kind", "suggestion"),
    [
        (Field.CONTACT_EMAIL, "mailto:a@example.org", "a@example.org", None, ""),
        (Field.CONTACT_EMAIL, "a＠example.org", "a@example.org", None, ""),
        (Field.CONTACT_EMAIL, "a at example.org", None, Kind.BAD_EMAIL, "a@example.org"),
        (Field.CONTACT_EMAIL, "a@example", None, Kind.BAD_EMAIL, ""),
        (Field.CONTACT_URL, "HTTPS://Example.org/x", "HTTPS://Example.org/x", None, ""),
        (
            Field.CONTACT_URL,
            "www.example.org",
            "https://www.example.org",
            Kind.ADDRESS_SCHEME,
            "https://www.example.org",
        ),
        (Field.CONTACT_URL, "javascript:alert(1)", None, Kind.BAD_ADDRESS, ""),
        (Field.CONTACT_URL, "ask at the desk", None, Kind.BAD_ADDRESS, ""),
    ],
)
def test_emails_and_addresses_are_mended_or_left_out(
    field: Field, given: str, kept: str | None, kind: Kind | None, suggestion: str
) -> None:
    found = read_list(
        f"Name,Site Location,Contact Telephone,{field}\nLathe,Leeds,+441334463800,{given}".encode(),
    )

    assert found.accepted[0].values.get(field) == kept
    assert [(problem.kind, problem.suggestion) for problem in found.problems] == (
        [(kind, suggestion)] if kind else []
    )


def test_a_row_is_refused_when_no_way_to_ask_is_left() -> None:
    found = read(Contact_Email="nobody")

    assert found.accepted == ()
    assert [problem.kind for problem in found.problems] == [Kind.BAD_EMAIL, Kind.NO_CONTACT]
    assert found.problems[1].value == "nobody"


def test_a_row_without_a_place_is_refused() -> None:
    problem = only_problem(read(Site_Location=" "))

    assert (problem.kind, problem.severity) == (Kind.NO_SITE, Severity.REFUSED)


def test_what_cannot_be_seen_is_taken_out_and_its_place_told() -> None:
    found = read(Name="Incucyte\x16 Zoom\u200b", Contact_Email="a@example.org\xa0")

    assert found.accepted[0].title == "Incucyte Zoom"
    assert found.accepted[0].values[Field.CONTACT_EMAIL] == "a@example.org"
    assert [(problem.field, problem.start, problem.end) for problem in found.problems] == [
        (Field.NAME, 8, 9),
        (Field.CONTACT_EMAIL, 13, 14),
    ]


def test_damage_refuses_the_row() -> None:
    found = read_list(
        b"Name,Site Location,Contact Email\nLa\0the,Leeds,a@example.org\n"
        + "中文数控车床加工中心激光".encode()
        + b"\xe6\x95,Leeds,a@example.org",
    )

    assert [(problem.line, problem.kind) for problem in found.problems] == [
        (2, Kind.NUL),
        (3, Kind.UNREADABLE_BYTES),
    ]
    assert found.accepted == ()


def test_a_value_over_the_greatest_length_is_refused_from_the_character_that_is_too_many() -> None:
    problem = only_problem(read(Name="x" * 161))

    assert (problem.kind, problem.start, problem.end) == (Kind.TOO_LONG, 160, 161)
    assert problem.remedy == "Shorten it to 160 characters."


def test_an_id_that_a_spreadsheet_made_a_power_of_ten_is_refused() -> None:
    assert only_problem(read(ID="4.41334E+11")).kind is Kind.DAMAGED_ID


@pytest.mark.parametrize(
    ("given", "is_facility", "kinds"),
    [
        ("", False, []),
        ("Equipment", False, []),
        ("FACILITY", True, []),
        ("设施", True, []),
        ("tool", False, [Kind.BAD_TYPE]),
    ],
)
def test_a_type_is_equipment_or_facility(given: str, is_facility: bool, kinds: list[Kind]) -> None:
    found = read(Type=given)

    assert found.accepted[0].is_facility is is_facility
    assert [problem.kind for problem in found.problems] == kinds


def test_coordinates_are_a_pair_of_degrees_on_earth() -> None:
    assert read(Coordinates="31.30, 120.62").accepted[0].coordinates == (
        Decimal("31.30"),
        Decimal("120.62"),
    )
    assert read(Coordinates="120.62 31.30").accepted[0].coordinates is None
    assert only_problem(read(Coordinates="north of town")).kind is Kind.BAD_COORDINATES


def test_every_kind_of_problem_can_be_said_and_says_what_to_do() -> None:
    words = ("length", "first", "cells", "headings", "limit", "encoding", "range")
    for kind in Kind:
        problem = Problem(2, kind, Severity.REFUSED, details=dict.fromkeys(words, 20))

        assert problem.text
        assert problem.remedy
        assert "%" not in problem.text + problem.remedy


def test_problems_are_said_in_the_language_of_the_moment_they_are_read() -> None:
    problem = only_problem(read(Site_Location=""))

    assert (problem.label, problem.text) == ("Site Location", "No place.")
    with translation.override("zh-hans"):
        assert (problem.label, problem.text) != ("Site Location", "No place.")
