"""Whatever the bytes are, there is a list or a clear refusal; sound rows come back as they were."""

import csv
from io import BytesIO, StringIO

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from capacity.uniquip import ENCODINGS, Field, FileRefused, read_list
from capacity.uniquip.cleaning import clean
from capacity.uniquip.titles import fault

COLUMNS = ("ID", "Name", "Description", "Site Location", "Contact Email")
FIELDS = tuple(Field(column) for column in COLUMNS)


def survives(data: bytes, encoding: str = "") -> None:
    """Read, and touch everything that a report would show; only FileRefused may come out."""
    try:
        found = read_list(data, encoding=encoding)
    except FileRefused as refused:
        str(refused)
        return
    assert len(found.accepted) + len(found.refused) == len(found.rows)
    assert len({row.identity for row in found.accepted}) == len(found.accepted)
    for row in found.rows:
        assert not any("\0" in value for value in row.values.values())
        assert row.title or row.is_refused
        assert all(row.facilities)
        assert row.coordinates is None or abs(row.coordinates[0]) <= 90
    for problem in found.problems:
        assert problem.text
        assert problem.remedy
        assert 0 <= problem.start <= problem.end <= len(problem.value)


@given(st.binary(max_size=400), st.sampled_from(("", *ENCODINGS)))
def test_any_bytes_give_a_list_or_a_refusal(data: bytes, encoding: str) -> None:
    survives(data, encoding)


@given(st.binary(max_size=300), st.sampled_from([b",", b"\t", b";"]))
def test_any_bytes_below_sound_headings_give_a_list_or_a_refusal(data: bytes, delimiter: bytes) -> None:
    headings = (*COLUMNS, "Type", "Contact Telephone", "Contact URL", "Approximate Coordinates")
    survives(delimiter.join(heading.encode() for heading in headings) + b"\n" + data)


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_table_of_text_gives_a_list_or_a_refusal(table: list[list[str]]) -> None:
    stream = StringIO()
    csv.writer(stream).writerows([list(COLUMNS), *table])
    survives(stream.getvalue().encode(errors="replace"))


def _spreadsheet(rows: list[tuple[str, ...]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in [COLUMNS, *rows]:
        sheet.append(row)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


SOUND = _spreadsheet([("A1", "Lathe", "large", "Leeds", "a@example.org")])


@given(st.data())
def test_a_spreadsheet_with_any_byte_changed_gives_a_list_or_a_refusal(data: st.DataObject) -> None:
    changed = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(4, len(SOUND) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    survives(bytes(changed))


def _text(rows: list[tuple[str, ...]], delimiter: str) -> str:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([COLUMNS, *rows])
    return stream.getvalue()


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="="),
    min_size=1,
    max_size=20,
)
sentences = st.lists(words, min_size=1, max_size=4).map(" ".join).map(clean).filter(bool)
names = sentences.filter(lambda name: fault(name) is None)
tables = st.lists(st.tuples(names, st.just("") | sentences, sentences), min_size=1, max_size=6).map(
    lambda rows: [
        (f"A{number}", name, description, place, "a@example.org")
        for number, (name, description, place) in enumerate(rows)
    ],
)


@given(
    tables,
    st.sampled_from([("utf-8-sig", ","), ("utf-16", "\t"), ("utf-8-sig", ";"), ("xlsx", "")]),
)
def test_sound_rows_come_back_as_they_were(rows: list[tuple[str, ...]], form: tuple[str, str]) -> None:
    encoding, delimiter = form
    data = _text(rows, delimiter).encode(encoding) if delimiter else _spreadsheet(rows)

    found = read_list(data)

    assert not found.refused
    assert [tuple(row.values.get(field, "") for field in FIELDS) for row in found.accepted] == rows
    assert [row.identity for row in found.accepted] == [f"id:{row[0]}#1" for row in rows]
