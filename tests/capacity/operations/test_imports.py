"""Equipment lists come in as drafts, again and again, and change only what they have changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Policy, Resource, Site, Specification, Unit
from capacity.operations.imports import BATCH, ImportPlan, Place, Provenance, import_list, plan_import
from capacity.operations.refusals import NotAllowed
from capacity.uniquip import read_list
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests import factories

pytestmark = pytest.mark.django_db

OURS = Path(__file__).parents[2] / "data" / "uniquip"
LONDON = Place("Europe/London", 56.34, -2.80)
HEADINGS = "ID,Name,Description,Department,Site Location,Contact Email,Model,Manufacturer,Technique"
LATHE = "A1,CNC lathe,Turns steel,Workshop,Leeds,a@example.org,CK6140,Shenyang,turning"
MILL = "A2,Milling machine,,Workshop,Leeds,a@example.org,,,"


@pytest.fixture
def lister() -> Actor:
    return factories.member(factories.provider("leeds"), Role.LISTER)


def bring_in(lister: Actor, *lines: str, headings: str = HEADINGS, **known: Any) -> ImportPlan:
    return bring_in_bytes(lister, "\n".join((headings, *lines)).encode(), **known)


def bring_in_bytes(
    lister: Actor, data: bytes, written: Callable[[int], object] = bool, **known: Any
) -> ImportPlan:
    assert lister.organisation
    return import_list(
        equipment=read_list(data),
        provider=lister.organisation,
        provenance=Provenance(**known),
        place=LONDON,
        by=lister,
        now=factories.NOW,
        written=written,
    )


def counts(plan: ImportPlan) -> tuple[int, ...]:
    """New, changed, unchanged, refused; and absent."""
    parts = (plan.new, plan.changed, plan.unchanged, plan.refused, plan.absent)
    assert plan.rows_read == sum(map(len, parts[:4]))
    return tuple(map(len, parts))


def the(name: str) -> Resource:
    return Resource.objects.get(source_values__title=name)


def test_a_new_row_becomes_a_draft_with_a_unit_a_policy_and_its_provenance(lister: Actor) -> None:
    plan = bring_in(lister, LATHE, source="Our list", licence="CC0-1.0", fetched_on=date(2027, 2, 1))

    assert counts(plan) == (1, 0, 0, 0, 0)
    lathe = the("CNC lathe")
    assert lathe.provider == lister.organisation
    assert (lathe.resource_class, lathe.maker, lathe.model) == ("turning", "Shenyang", "CK6140")
    assert (lathe.asset_number, lathe.source_key) == ("A1", "id:A1#1")
    assert (lathe.source, lathe.source_licence) == ("Our list", "CC0-1.0")
    assert lathe.source_fetched_on == date(2027, 2, 1)
    assert lathe.source_values["Contact Email"] == "a@example.org"
    revision = lathe.revisions.get()
    assert (revision.state, revision.number) == (RevisionState.DRAFT, 1)
    assert revision.created_by == lister.user
    assert (revision.title_en, revision.title_zh) == ("CNC lathe", "")
    assert revision.text_en == "Turns steel\n\nDepartment: Workshop"
    assert revision.external_codes == [{"system": "uniquip-technique", "value": "turning"}]
    assert [unit.number for unit in lathe.units.all()] == [1]
    assert lathe.policy.is_operational


def test_contacts_stay_out_of_what_the_public_reads(lister: Actor) -> None:
    bring_in(lister, LATHE)

    read = ListingRevision.objects.values().get()
    assert "example.org" not in str(read)


def test_a_chinese_row_is_written_in_chinese(lister: Actor) -> None:
    bring_in(
        lister,
        ["设备名称,所在地,部门,联系电话", "数控车床,苏州,金工车间,+86 512 6285 0000"][1],
        headings="设备名称,所在地,部门,联系电话",
    )

    revision = ListingRevision.objects.get()
    assert (revision.title_zh, revision.title_en) == ("数控车床", "")
    assert revision.text_zh == "部门：金工车间"


def test_words_that_suggest_no_class_are_other(lister: Actor) -> None:
    bring_in(lister, "A1,Thing of brass,,,Leeds,a@example.org,,,")

    assert the("Thing of brass").resource_class == "other"


def test_a_place_is_a_site_of_that_name_or_a_new_one(lister: Actor) -> None:
    ours = factories.site(lister.organisation, name_zh="利兹", name_en="LEEDS")
    rows = (LATHE, "A3,Oven,,,York,a@example.org,,,")

    bring_in(lister, *rows)

    assert the("CNC lathe").site == ours
    york = the("Oven").site
    assert (york.name_en, york.time_zone) == ("York", "Europe/London")
    assert (york.latitude, york.longitude) == (56.34, -2.80)
    assert Site.objects.count() == 2


def test_the_coordinates_of_the_list_go_before_those_given_for_new_sites(lister: Actor) -> None:
    bring_in(
        lister,
        "Oven,York,a@example.org,53.96 -1.08",
        headings="Name,Site Location,Contact Email,Approximate Coordinates",
    )

    assert Site.objects.values_list("latitude", "longitude").get() == (53.96, -1.08)


def test_the_same_list_again_changes_nothing(lister: Actor) -> None:
    bring_in(lister, LATHE, MILL)
    before = everything()
    events = Event.objects.count()

    plan = bring_in(lister, LATHE, MILL)

    assert counts(plan) == (0, 0, 2, 0, 0)
    assert everything() == before
    assert Event.objects.count() == events


def everything() -> list[Any]:
    tables = (Resource, ListingRevision, Unit, Policy, Site, Specification)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_changed_value_changes_only_what_it_speaks_of(lister: Actor) -> None:
    bring_in(lister, LATHE, MILL)
    mill = Resource.objects.values().get(asset_number="A2")

    plan = bring_in(lister, LATHE.replace("CK6140", "CK6150"), MILL)

    assert counts(plan) == (0, 1, 1, 0, 0)
    (change,) = plan.changed
    assert [(one.key, one.before, one.after) for one in change.differences] == [("Model", "CK6140", "CK6150")]
    assert the("CNC lathe").model == "CK6150"
    assert Resource.objects.values().get(asset_number="A2") == mill


def test_what_a_person_has_written_since_stays(lister: Actor) -> None:
    bring_in(lister, LATHE)
    Resource.objects.update(maker="沈阳机床", resource_class="mill_turn")
    ListingRevision.objects.update(title_en="CNC lathe with bar feeder", text_en="By hand")

    bring_in(lister, LATHE.replace("Workshop", "Hall 2").replace("CK6140", "CK6150"))

    lathe = the("CNC lathe")
    assert (lathe.maker, lathe.model, lathe.resource_class) == ("沈阳机床", "CK6150", "mill_turn")
    revision = lathe.revisions.get()
    assert (revision.title_en, revision.text_en) == ("CNC lathe with bar feeder", "By hand")


def test_the_file_has_its_way_with_the_very_value_that_it_has_changed(lister: Actor) -> None:
    bring_in(lister, LATHE)
    Resource.objects.update(maker="沈阳机床")
    ListingRevision.objects.update(text_en="By hand")

    bring_in(lister, LATHE.replace("Shenyang", "SMTCL").replace("Turns steel", "Turns brass"))

    lathe = the("CNC lathe")
    assert lathe.maker == "SMTCL"
    assert lathe.revisions.get().text_en == "Turns brass\n\nDepartment: Workshop"


def test_a_published_listing_stays_and_gets_a_draft_with_all_that_it_said(lister: Actor) -> None:
    bring_in(lister, LATHE)
    lathe = the("CNC lathe")
    approve(lathe, materials_en="steel")
    Specification.objects.create(revision=lathe.revisions.get(), kind="swing", maximum=400)

    bring_in(lister, LATHE.replace("CNC lathe", "CNC lathe with bar feeder"))

    approved, draft = lathe.revisions.order_by("number")
    assert (approved.state, approved.title_en) == (RevisionState.APPROVED, "CNC lathe")
    assert (draft.state, draft.title_en) == (RevisionState.DRAFT, "CNC lathe with bar feeder")
    assert draft.materials_en == "steel"
    assert draft.specifications.values_list("kind", "maximum").get() == ("swing", 400)
    lathe.refresh_from_db()
    assert lathe.published_revision == approved


def approve(resource: Resource, **fields: Any) -> None:
    resource.revisions.update(state=RevisionState.APPROVED, decided_at=factories.NOW, **fields)
    Resource.objects.filter(pk=resource.pk).update(published_revision=resource.revisions.get())


def test_a_revision_that_waits_for_review_is_withdrawn_for_a_new_draft(lister: Actor) -> None:
    bring_in(lister, LATHE)
    ListingRevision.objects.update(state=RevisionState.SUBMITTED, submitted_at=factories.NOW)

    bring_in(lister, LATHE.replace("Turns steel", "Turns brass"))

    assert list(ListingRevision.objects.order_by("number").values_list("number", "state")) == [
        (1, RevisionState.WITHDRAWN),
        (2, RevisionState.DRAFT),
    ]


def test_a_draft_that_was_thrown_away_says_nothing_to_the_next(lister: Actor) -> None:
    bring_in(lister, LATHE)
    lathe = the("CNC lathe")
    approve(lathe, materials_en="steel")
    ListingRevision.objects.create(
        resource=lathe, number=2, state=RevisionState.WITHDRAWN, title_en="A slip", materials_en="glass"
    )

    bring_in(lister, LATHE.replace("Turns steel", "Turns brass"))

    draft = lathe.revisions.get(number=3)
    assert (draft.state, draft.title_en, draft.materials_en) == (RevisionState.DRAFT, "CNC lathe", "steel")
    assert draft.text_en.startswith("Turns brass")


def test_a_change_that_the_public_does_not_read_makes_no_new_revision(lister: Actor) -> None:
    bring_in(lister, LATHE)
    approve(the("CNC lathe"))

    plan = bring_in(lister, LATHE.replace("a@example.org", "b@example.org"))

    assert counts(plan) == (0, 1, 0, 0, 0)
    assert ListingRevision.objects.count() == 1
    assert the("CNC lathe").source_values["Contact Email"] == "b@example.org"


def test_a_machine_moves_with_the_file_until_it_is_published(lister: Actor) -> None:
    bring_in(lister, LATHE)
    bring_in(lister, LATHE.replace("Leeds", "York"))
    assert the("CNC lathe").site.name_en == "York"

    approve(the("CNC lathe"))
    bring_in(lister, LATHE.replace("Leeds", "Hull"))
    assert the("CNC lathe").site.name_en == "York"


def test_the_class_follows_the_words_until_the_machine_is_published(lister: Actor) -> None:
    bring_in(lister, MILL)
    bring_in(lister, MILL.replace("Milling machine", "CNC lathe"))
    assert the("CNC lathe").resource_class == "turning"

    approve(the("CNC lathe"))
    bring_in(lister, MILL.replace("Milling machine", "Laser cutter"))
    assert the("Laser cutter").resource_class == "turning"


def test_a_machine_that_the_list_leaves_out_stays_as_it_is(lister: Actor) -> None:
    bring_in(lister, LATHE, MILL)

    plan = bring_in(lister, LATHE)

    assert counts(plan) == (0, 0, 1, 0, 1)
    assert [resource.asset_number for resource in plan.absent] == ["A2"]
    assert Resource.objects.count() == 2


def test_a_machine_is_known_again_when_the_list_learns_its_id(lister: Actor) -> None:
    bare = "Name,Site Location,Contact Email"
    bring_in(lister, "Oven,York,a@example.org", "Oven,York,a@example.org", headings=bare)

    plan = bring_in(
        lister,
        "X1,Oven,York,a@example.org",
        "X2,Oven,York,a@example.org",
        headings=f"ID,{bare}",
    )

    assert counts(plan) == (0, 2, 0, 0, 0)
    assert sorted(Resource.objects.values_list("source_key", flat=True)) == ["id:X1#1", "id:X2#1"]
    assert sorted(Resource.objects.values_list("asset_number", flat=True)) == ["X1", "X2"]


def test_equal_machines_that_change_places_change_nothing(lister: Actor) -> None:
    bare = "Name,Department,Site Location,Contact Email"
    rows = [f"Oven,{letter},York,a@example.org" for letter in "ABC"]
    bring_in(lister, *rows, headings=bare)

    assert counts(bring_in(lister, *reversed(rows), headings=bare)) == (0, 0, 3, 0, 0)
    assert counts(bring_in(lister, rows[2], rows[1], headings=bare)) == (0, 0, 2, 0, 1)
    more = bring_in(lister, "Oven,D,York,a@example.org", *rows, headings=bare)
    assert counts(more) == (1, 0, 3, 0, 0)
    assert Resource.objects.count() == 4


def test_two_lists_of_one_provider_do_not_know_each_other(lister: Actor) -> None:
    bring_in(lister, LATHE, source="Workshop")

    assert counts(bring_in(lister, LATHE, source="Laboratory")) == (1, 0, 0, 0, 0)


def test_an_edition_is_dated_also_where_nothing_else_has_changed(lister: Actor) -> None:
    bring_in(lister, LATHE, fetched_on=date(2027, 1, 1))

    plan = bring_in(lister, LATHE, fetched_on=date(2027, 2, 1))

    assert counts(plan) == (0, 0, 1, 0, 0)
    assert the("CNC lathe").source_fetched_on == date(2027, 2, 1)


def test_only_a_lister_of_the_provider_may_import(lister: Actor) -> None:
    stranger = factories.member(factories.provider(), Role.LISTER)
    viewer = factories.member(lister.organisation, Role.VIEWER)

    for actor in (stranger, viewer):
        with pytest.raises(NotAllowed):
            import_list(
                equipment=read_list(f"{HEADINGS}\n{LATHE}".encode()),
                provider=lister.organisation,
                provenance=Provenance(),
                place=LONDON,
                by=actor,
                now=factories.NOW,
            )
    assert not Resource.objects.exists()


def test_nothing_is_half_in_when_it_is_interrupted_after_a_batch(lister: Actor) -> None:
    def interrupt(rows: int) -> None:
        assert Resource.objects.count() == rows == BATCH
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        bring_in(lister, *many(BATCH + 1), written=interrupt)

    assert not Resource.objects.exists()
    assert not Site.objects.exists()
    assert not Event.objects.filter(name="ListImported").exists()


def test_a_whole_name_stays_when_a_later_edition_cuts_it(lister: Actor) -> None:
    """tests/data/uniquip: an edition of eleven machines, and one that is cut at twenty characters."""
    bring_in_bytes(lister, (OURS / "whole_utf8.csv").read_bytes())

    plan = bring_in_bytes(lister, (OURS / "cut_mac_roman.csv").read_bytes())

    assert counts(plan) == (4, 9, 0, 2, 1)
    assert [resource.source_values["title"] for resource in plan.absent] == ["Withdrawn Press"]
    lathe = the("CNC Lathe CK6140 with bar feeder")
    assert lathe.source_values["Contact Telephone"] == "+441334463800"
    assert lathe.source_values["Department"] == "Chemistry"
    assert lathe.revisions.get().title_en == "CNC Lathe CK6140 with bar feeder"
    assert counts(bring_in_bytes(lister, (OURS / "cut_mac_roman.csv").read_bytes()))[:3] == (0, 0, 13)


def test_two_editions_in_turn_never_make_a_machine_twice(lister: Actor) -> None:
    whole, cut = ((OURS / name).read_bytes() for name in ("whole_utf8.csv", "cut_mac_roman.csv"))
    for data in (whole, cut):
        bring_in_bytes(lister, data)

    assert counts(bring_in_bytes(lister, whole)) == (0, 9, 1, 2, 4)
    assert counts(bring_in_bytes(lister, cut)) == (0, 9, 4, 2, 1)
    assert Resource.objects.count() == 14


def test_a_cut_name_is_completed_by_a_later_edition(lister: Actor) -> None:
    bring_in_bytes(lister, (OURS / "cut_mac_roman.csv").read_bytes())

    plan = bring_in_bytes(lister, (OURS / "whole_utf8.csv").read_bytes())

    assert counts(plan) == (1, 9, 0, 2, 4)
    lathe = the("CNC Lathe CK6140 with bar feeder")
    assert lathe.revisions.get().title_en == "CNC Lathe CK6140 with bar feeder"
    assert counts(bring_in_bytes(lister, (OURS / "whole_utf8.csv").read_bytes()))[:3] == (0, 0, 10)


def test_two_ids_are_two_machines_though_one_name_begins_like_the_other(lister: Actor) -> None:
    names = [f"Optical table number {n:02}" for n in range(6)]
    cut = [name[:20] for name in names]
    bring_in(lister, *(f"A{n},{name} and more,,,York,a@example.org,,," for n, name in enumerate(names)))

    plan = bring_in(lister, *(f"B{n},{name},,,York,a@example.org,,," for n, name in enumerate(cut)))

    assert counts(plan) == (6, 0, 0, 0, 6)


def test_planning_changes_nothing(lister: Actor) -> None:
    plan = plan_import(
        equipment=read_list(f"{HEADINGS}\n{LATHE}".encode()),
        provider=lister.organisation,
        source="UNIQUIP",
    )

    assert counts(plan) == (1, 0, 0, 0, 0)
    assert not Resource.objects.exists()


def test_subscribers_are_told_once_which_resources_are_new_or_changed(lister: Actor) -> None:
    bring_in(lister, LATHE, MILL)

    event = Event.objects.get(name="ListImported")
    assert sorted(event.data["resource_ids"]) == sorted(Resource.objects.values_list("pk", flat=True))


def many(count: int, model: str = "X") -> list[str]:
    return [f"A{n},Oven number {n},,,York,a@example.org,{model},," for n in range(count)]


def queries(lister: Actor, rows: list[str]) -> int:
    with CaptureQueriesContext(connection) as captured:
        bring_in(lister, *rows)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_rows_of_a_batch(lister: Actor) -> None:
    bring_in(lister, "B1,Saw,,,York,a@example.org,,,")
    budget = {"new": 12, "same": 4, "changed": 11}

    assert queries(lister, many(3)) == budget["new"]
    assert queries(lister, many(100)) == budget["new"]
    assert queries(lister, many(100)) == budget["same"]
    assert queries(lister, many(100, "Y")) == budget["changed"]
    assert queries(lister, many(3, "Z")) == budget["changed"]


@pytest.mark.django_db(transaction=True)
def test_the_same_list_twice_at_once_makes_each_machine_once(lister: Actor) -> None:
    together = Barrier(2)

    def one(_number: int) -> tuple[int, ...]:
        together.wait()
        try:
            return counts(bring_in(lister, *many(50)))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(one, range(2)))

    assert found == [(0, 0, 50, 0, 0), (50, 0, 0, 0, 0)]
    assert Resource.objects.count() == 50


def test_what_a_list_changes_of_public_machines_is_told_of_each(lister: Actor) -> None:
    bring_in(lister, *many(3))
    first, second, third = Resource.objects.order_by("pk")
    for machine in (first, second):
        factories.publish(machine)

    cost = [queries(lister, many(3, "Y"))]
    factories.publish(third)
    cost.append(queries(lister, many(3, "Z")))

    told = Event.objects.filter(name="ListingChanged").order_by("pk").values_list("resource_id", "version")
    assert list(told) == [(first.pk, 1), (second.pk, 1), (first.pk, 2), (second.pk, 2), (third.pk, 1)]
    assert cost[0] == cost[1]
