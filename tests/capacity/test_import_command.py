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


def test_the_later_edition_knows_the_machines_of_the_earlier(provider, shared_data):
    bring_in(shared_data / "uniquip" / "st_andrews_equipment_2014.csv")

    told, _complained, _code = bring_in(shared_data / "uniquip" / "st_andrews_equipment_2020.csv")

    assert Resource.objects.count() < 623 + 100
    assert "0 unchanged" in told
