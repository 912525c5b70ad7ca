"""Whole lists: the two real ones, and our small ones with the same faults."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from capacity.uniquip import Cause, EquipmentList, Field, FileRefused, Kind, read_list
from capacity.uniquip.tables import RawRow

OURS = Path(__file__).parents[2] / "data" / "uniquip"


def refused(found: EquipmentList) -> list[tuple[int, str, str]]:
    return [
        (problem.line, problem.heading, problem.value) for problem in found.problems if problem.is_refusal
    ]


def test_the_real_list_of_2020_is_read_as_mac_roman_with_every_fault_told(
    shared_data: Path,
) -> None:
    found = read_list((shared_data / "uniquip/st_andrews_equipment_2020.csv").read_bytes())

    assert (found.encoding, found.is_encoding_guessed, found.delimiter) == ("Mac Roman", True, ",")
    assert (len(found.rows), len(found.accepted), found.headings.ignored) == (623, 615, ())
    assert refused(found) == [
        (2, "Description", "UNKNOWN"),
        (186, "Description", "TEST EQUIP"),
        (187, "Description", "TEST EQUIP"),
        (229, "Description", "hardware"),
        (257, "Description", "lab equipment"),
        (345, "Description", "Fixed Asset Addition"),
        (346, "Description", "Fixed Asset Addition"),
        (380, "Description", "Part asset 2584"),
    ]
    assert Counter(problem.kind for problem in found.problems if not problem.is_refusal) == {
        Kind.TELEPHONE_PLUS: 623,
        Kind.CUT_TITLE: 346,
        Kind.REPEATED_ROW: 34,
        Kind.CONTROL_CHARACTERS: 11,
        Kind.NUMBER_AS_TITLE: 2,
    }
    assert {row.values[Field.CONTACT_EMAIL] for row in found.rows if "gsd@" in str(row.values)} == {
        "gsd@st-andrews.ac.uk"
    }


def test_the_real_list_of_2014_is_read_by_physical_lines_with_every_fault_told(
    shared_data: Path,
) -> None:
    found = read_list((shared_data / "uniquip/st_andrews_equipment_2014.csv").read_bytes())

    assert (found.encoding, len(found.rows), len(found.accepted)) == ("UTF-8", 553, 546)
    assert refused(found)[0] == (2, "Description", "UNKNOWN")
    unseen = [p.line for p in found.problems if p.kind is Kind.CONTROL_CHARACTERS]
    assert unseen == [422, 485, 486, 506]
    assert Counter(problem.kind for problem in found.problems if not problem.is_refusal) == {
        Kind.CUT_TITLE: 68,
        Kind.REPEATED_ROW: 29,
        Kind.CONTROL_CHARACTERS: 4,
        Kind.NUMBER_AS_TITLE: 3,
    }


def test_machines_of_2014_whose_names_were_not_cut_are_known_again_in_2020(
    shared_data: Path,
) -> None:
    before, after = (
        {row.identity for row in read_list(path.read_bytes()).accepted}
        for path in sorted((shared_data / "uniquip").glob("st_andrews_equipment_*.csv"))
    )

    assert len(before & after) == 191


def test_the_blank_template_of_the_standard_has_headings_and_no_rows(shared_data: Path) -> None:
    with pytest.raises(FileRefused) as raised:
        read_list((shared_data / "uniquip/UniquipTemplate.xlsx").read_bytes())

    assert raised.value.cause is Cause.NO_ROWS


def test_our_small_list_in_mac_roman_has_the_faults_of_the_real_one() -> None:
    found = read_list((OURS / "cut_mac_roman.csv").read_bytes())

    assert (found.encoding, len(found.rows), len(found.accepted)) == ("Mac Roman", 15, 13)
    assert refused(found) == [(2, "Description", "UNKNOWN"), (8, "Description", "hardware")]
    assert Counter(problem.kind for problem in found.problems if not problem.is_refusal) == {
        Kind.TELEPHONE_PLUS: 15,
        Kind.CUT_TITLE: 5,
        Kind.CONTROL_CHARACTERS: 2,
        Kind.REPEATED_ROW: 1,
        Kind.NUMBER_AS_TITLE: 1,
    }
    assert [row.title for row in found.accepted][-3:] == [
        "Small café oven",
        "Incucyte Zoom",
        '"PT M06 141 110, Mas',
    ]


def test_our_small_chinese_list_is_told_in_the_words_of_its_own_headings() -> None:
    found = read_list((OURS / "chinese_gb18030.tsv").read_bytes(), calling_code="86")

    assert (found.encoding, found.delimiter, found.headings.line) == ("GB18030", "\t", 3)
    assert found.headings.ignored == ("备注2",)
    assert [(row.line, row.title) for row in found.accepted] == [
        (4, "五轴加工中心"),
        (6, "数控车床"),
    ]
    assert [
        (problem.line, problem.heading, problem.value, problem.suggestion)
        for problem in found.problems
        if problem.is_refusal
    ] == [
        (5, "设备名称", "UNKNOWN", "汉川机床 XH715"),
        (7, "资产编号", "HR-0412", ""),
        (8, "所在地", "", ""),
        (9, "联系电话", "无", ""),
    ]


def test_the_rows_can_be_watched_while_they_are_checked() -> None:
    watched: list[int] = []

    def watch(rows: Sequence[RawRow]) -> Sequence[RawRow]:
        watched.append(len(rows))
        return rows

    read_list((OURS / "whole_utf8.csv").read_bytes(), watched=watch)

    assert watched == [12]
