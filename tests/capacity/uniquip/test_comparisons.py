"""What shows only with the whole list in view, and who is the same machine as last time."""

from capacity.uniquip import EquipmentList, Field, Kind, read_list


def read(headings: str, *lines: str) -> EquipmentList:
    return read_list("\n".join((headings, *lines)).encode())


BARE = "Name,Site Location,Contact Email"
WITH_ID = "ID,Name,Site Location,Contact Email"
WITH_PHONE = "Contact Telephone,Name,Site Location,Department"


def identities(found: EquipmentList) -> list[str]:
    return [row.identity for row in found.accepted]


def test_the_second_row_with_an_id_is_refused_and_the_first_named() -> None:
    found = read(WITH_ID, "A1,Lathe,Leeds,a@b.org", "A2,Mill,Leeds,a@b.org", "A1,Oven,Leeds,a@b.org")

    assert [row.title for row in found.accepted] == ["Lathe", "Mill"]
    (problem,) = found.problems
    assert (problem.line, problem.kind, problem.field) == (4, Kind.REPEATED_ID, Field.ID)
    assert problem.text == "Line 2 has the same ID."


def test_a_refused_row_does_not_claim_its_id() -> None:
    found = read(WITH_ID, "A1,UNKNOWN,Leeds,a@b.org", "A1,Oven,Leeds,a@b.org")

    assert [row.title for row in found.accepted] == ["Oven"]


def test_rows_that_are_the_same_word_for_word_are_each_a_machine_with_a_warning() -> None:
    found = read(BARE, *["Printer,Leeds,a@b.org"] * 3)

    assert [(problem.line, problem.kind) for problem in found.problems] == [
        (3, Kind.REPEATED_ROW),
        (4, Kind.REPEATED_ROW),
    ]
    assert len(set(identities(found))) == 3


def test_without_an_id_name_and_place_decide_and_the_rest_may_change() -> None:
    before = read(BARE, "Lathe,Leeds,a@b.org", "Mill,Leeds,a@b.org")
    after = read(WITH_PHONE, "+441334463800,LATHE ,leeds,Workshop", "+441334463800,Mill,York,")

    assert identities(before)[0] == identities(after)[0]
    assert identities(before)[1] != identities(after)[1]


def test_with_an_id_nothing_else_decides() -> None:
    before = read(WITH_ID, "A1,Lathe,Leeds,a@b.org")
    after = read(WITH_ID, "A0,Mill,Leeds,a@b.org", "A1,Turning centre,York,c@d.org")

    assert identities(before)[0] == identities(after)[1]


def test_names_that_pile_up_at_the_greatest_length_are_told_as_cut() -> None:
    whole = ["Gas chromatograph", "Optical comparator", "Wire erosion"]
    cut = [f"Vertical mill no {number:03}" for number in range(6)]
    found = read(BARE, *(f"{name},Leeds,a@b.org" for name in whole + cut))

    told = [problem for problem in found.problems if problem.kind is Kind.CUT_TITLE]
    assert [problem.value for problem in told] == cut
    assert told[0].text == "Looks cut at 20 characters, as many names in this list are."
    assert [row.is_cut for row in found.rows] == [False] * 3 + [True] * 6


def test_one_long_name_or_five_equal_ones_are_not_a_cut_list() -> None:
    equal = read(BARE, *["Vertical mill no 001,Leeds,a@b.org"] * 6)
    single = read(BARE, "Vertical mill no 001,Leeds,a@b.org", "Oven,Leeds,a@b.org")

    assert not any(row.is_cut for row in equal.rows + single.rows)


def test_a_facility_that_is_not_in_the_list_is_told() -> None:
    headings = f"Type,{WITH_ID},Related Facility ID"
    found = read(
        headings,
        "facility,F1,Nano lab,Leeds,a@b.org,",
        "equipment,A1,Lathe,Leeds,a@b.org,F1",
        'equipment,A2,Mill,Leeds,a@b.org,"F1, F2"',
    )

    assert [(problem.line, problem.kind) for problem in found.problems] == [(4, Kind.UNKNOWN_FACILITY)]
    assert found.rows[2].facilities == ("F1", "F2")
