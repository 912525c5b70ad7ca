"""`manage.py import_resources`: what it tells, how it ends, and the two real lists."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Resource
from marketplace.accounts.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db

HEADINGS = "Name,Site Location,Contact Email"


@pytest.fixture
def provider():
    firm = factories.provider("leeds")
    factories.member(firm, Role.LISTER)
    return firm


def bring_in(file, **options):
    """What was told, what was complained of, and the exit code."""
    told, complained = StringIO(), StringIO()
    code = 0
    try:
        call_command(
            "import_resources", str(file), organisation="leeds", stdout=told, stderr=complained, **options
        )
    except SystemExit as ended:
        code = ended.code
    return told.getvalue(), complained.getvalue(), code


@pytest.fixture
def a_list(tmp_path):
    def write(*rows):
        file = tmp_path / "list.csv"
        file.write_text("\n".join((HEADINGS, *rows)), encoding="utf-8")
        return file

    return write


def test_every_refused_row_is_told_by_line_field_value_and_what_would_do(provider, a_list):
    file = a_list("Oven,York,a@example.org", "UNKNOWN,York,a@example.org")

    told, complained, code = bring_in(file)

    assert "line 3, Name 'UNKNOWN'" in complained
    assert "Write what the machine is" in complained
    assert "1 new, 0 changed, 0 unchanged, 1 refused" in told
    assert code == 1


def test_running_it_again_changes_nothing(provider, a_list):
    file = a_list("Oven,York,a@example.org")
    bring_in(file)
    before = list(Resource.objects.values())

    told, _complained, code = bring_in(file)

    assert "0 new, 0 changed, 1 unchanged" in told
    assert (list(Resource.objects.values()), code) == (before, 0)


def test_a_dry_run_says_the_same_and_changes_nothing(provider, a_list):
    told, _complained, _code = bring_in(a_list("Oven,York,a@example.org"), dry_run=True)

    assert "1 new, 0 changed, 0 unchanged, 0 refused" in told
    assert not Resource.objects.exists()


def test_an_unreadable_file_ends_with_two(provider, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")

    with pytest.raises(CommandError) as failure:
        bring_in(empty)

    assert failure.value.returncode == 2
    assert "empty" in str(failure.value)


def test_an_unknown_organisation_is_told_with_those_there_are(provider, a_list):
    with pytest.raises(CommandError, match="there are: leeds"):
        call_command("import_resources", str(a_list()), organisation="york")


def test_a_provider_without_a_lister_is_told_what_to_do(a_list):
    factories.provider("leeds")

    with pytest.raises(CommandError, match="role lister"):
        bring_in(a_list("Oven,York,a@example.org"))


@pytest.mark.parametrize(
    ("edition", "read", "encoding", "refused"), [(2020, 623, "Mac Roman", 8), (2014, 553, "UTF-8", 7)]
)
def test_the_real_lists_come_in_as_drafts_with_classes(
    provider, shared_data, edition, read, encoding, refused
):
    file = shared_data / "uniquip" / f"st_andrews_equipment_{edition}.csv"

    told, complained, code = bring_in(file, time_zone="Europe/London")

    assert f"{read} rows read as {encoding}, a guess" in told
    assert f"{read - refused} new, 0 changed, 0 unchanged, {refused} refused" in told
    assert complained.count("'UNKNOWN'") >= 1
    assert code == 1
    assert ListingRevision.objects.filter(state=RevisionState.DRAFT).count() == read - refused
    classified = Resource.objects.exclude(resource_class="other").count()
    assert classified > 0.65 * read
    assert "0 new, 0 changed" in bring_in(file, time_zone="Europe/London")[0]


def test_the_later_edition_knows_the_machines_of_the_earlier_and_the_other_way_round(provider, shared_data):
    turns = [2014, 2020, 2020, 2014, 2014]

    told = [
        bring_in(shared_data / "uniquip" / f"st_andrews_equipment_{edition}.csv")[0].splitlines()[1]
        for edition in turns
    ]

    assert told == [
        "546 new, 0 changed, 0 unchanged, 7 refused; 0 of earlier editions are not in this one",
        "123 new, 492 changed, 0 unchanged, 8 refused; 54 of earlier editions are not in this one",
        "0 new, 0 changed, 615 unchanged, 8 refused; 54 of earlier editions are not in this one",
        "0 new, 492 changed, 54 unchanged, 7 refused; 123 of earlier editions are not in this one",
        "0 new, 0 changed, 546 unchanged, 7 refused; 123 of earlier editions are not in this one",
    ]
    assert Resource.objects.count() == 669


def test_warnings_are_told_one_of_a_kind_or_all(provider, a_list):
    file = a_list(*(f"{number},York,a@example.org" for number in (101, 102, 103)))

    some, every = bring_in(file, dry_run=True)[1], bring_in(file, dry_run=True, warnings=True)[1]

    assert "3 x such as line 2, Name '101': A number alone is not a name." in some
    assert [line[:6] for line in every.splitlines()] == ["line 2", "line 3", "line 4"]


def test_no_control_character_reaches_the_terminal(provider, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(f"{HEADINGS},\x1b[2JColour\n\x1b]0;owned\x07Oven,York,a@example.org,red")

    told, complained, _code = bring_in(file, warnings=True)

    assert "'\\x1b]0;owned\\x07Oven'" in complained
    assert "columns not read: [2JColour" in told
    assert "\x1b" not in told + complained


def test_new_sites_stand_where_the_command_says(provider, a_list):
    bring_in(a_list("Oven,York,a@example.org"), time_zone="Europe/London", point="53.96,-1.08")

    site = Resource.objects.get().site
    assert (site.time_zone, site.latitude, site.longitude) == ("Europe/London", 53.96, -1.08)


@pytest.mark.parametrize(
    ("option", "value"),
    [("time_zone", "Leeds"), ("time_zone", "../etc"), ("point", "53.96"), ("point", "120.62,31.30")],
)
def test_a_place_that_is_none_is_refused_before_the_file_is_read(provider, tmp_path, option, value):
    with pytest.raises(CommandError, match=option.replace("_", "-")):
        bring_in(tmp_path / "none.csv", **{option: value})


def test_an_unreadable_file_is_told_with_what_was_tried(provider, tmp_path):
    file = tmp_path / "noise.csv"
    file.write_bytes(b"\x01\x02\xa5" * 50)

    with pytest.raises(CommandError, match="Tried: UTF-8, GB18030, Windows-1252, Mac Roman"):
        bring_in(file)
