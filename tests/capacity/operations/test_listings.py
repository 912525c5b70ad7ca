"""A listing's way from a draft to the operators and back."""

from decimal import Decimal

import pytest

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Resource
from capacity.operations import listings, moderation
from capacity.operations.listings import SpecificationValue, Texts
from capacity.operations.refusals import NotAllowed
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

TRAVEL = SpecificationValue(kind="travel_x", minimum=Decimal(650), maximum=Decimal(650))


@pytest.fixture
def machine():
    return factories.resource()


@pytest.fixture
def lister(machine):
    return factories.member(machine.provider, Role.LISTER)


def drafted(machine, lister, **texts):
    draft = listings.start_draft(resource=machine, by=lister, now=NOW)
    written = Texts(**({"title_zh": "新标题", "text_zh": "新说明"} | texts))
    return listings.save_draft(revision=draft, texts=written, specifications=[TRAVEL], by=lister)


def submitted(machine, lister):
    factories.offer(machine)
    return listings.submit(revision=drafted(machine, lister), by=lister, now=NOW)


def test_a_draft_begins_as_a_copy_of_what_the_public_reads(machine, lister):
    listings.Specification.objects.create(
        revision=machine.published_revision, kind="axes", minimum=5, maximum=5
    )

    draft = listings.start_draft(resource=machine, by=lister, now=NOW)

    assert (draft.number, draft.state) == (2, RevisionState.DRAFT)
    assert Texts.of(draft) == Texts.of(machine.published_revision)
    assert [(row.kind, row.minimum) for row in draft.specifications.all()] == [("axes", 5)]
    assert draft.created_by == lister.user


def test_starting_twice_gives_the_same_draft(machine, lister):
    first = listings.start_draft(resource=machine, by=lister, now=NOW)

    assert listings.start_draft(resource=machine, by=lister, now=NOW) == first


def test_saving_replaces_texts_and_specifications_and_shows_nothing_to_the_public(machine, lister):
    draft = drafted(machine, lister)

    again = listings.save_draft(
        revision=draft,
        texts=Texts(title_zh="再改"),
        specifications=[SpecificationValue(kind="control", text_zh="西门子 840D")],
        by=lister,
    )

    assert (again.title_zh, again.text_zh) == ("再改", "")
    assert [(row.kind, row.text) for row in again.specifications.all()] == [("control", "西门子 840D")]
    machine.refresh_from_db()
    assert machine.published_revision.title_zh == "五轴加工中心"
    assert not Event.objects.filter(resource_id=machine.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        [SpecificationValue(kind="shot_weight")],
        [TRAVEL, TRAVEL],
        [SpecificationValue(kind="travel_x", minimum=Decimal(2), maximum=Decimal(1))],
    ],
    ids=["of another class", "twice", "backwards"],
)
def test_a_specification_that_cannot_be_is_refused(machine, lister, values):
    draft = listings.start_draft(resource=machine, by=lister, now=NOW)

    with pytest.raises(listings.BadSpecification):
        listings.save_draft(revision=draft, texts=Texts(), specifications=values, by=lister)

    assert not draft.specifications.exists()


def test_a_submission_names_all_that_is_missing(machine, lister):
    machine.opening_rules.all().delete()
    draft = drafted(machine, lister, title_zh="", text_zh="")

    with pytest.raises(listings.NotReady) as refusal:
        listings.submit(revision=draft, by=lister, now=NOW)

    assert len(refusal.value.missing) == 4
    assert ListingRevision.objects.get(pk=draft.pk).state == RevisionState.DRAFT


def test_submitting_raises_the_version_and_tells_it(machine, lister):
    revision = submitted(machine, lister)

    assert (revision.state, revision.submitted_at) == (RevisionState.SUBMITTED, NOW)
    event = Event.objects.get(resource_id=machine.pk)
    assert event.name == "ListingChanged"
    assert (event.data["change"], event.data["revision_id"]) == ("submitted", revision.pk)
    assert event.version == Resource.objects.get(pk=machine.pk).version == 1


def test_a_submitted_revision_is_neither_edited_nor_drafted_anew(machine, lister):
    revision = submitted(machine, lister)

    with pytest.raises(listings.StillWaiting, match="2"):
        listings.start_draft(resource=machine, by=lister, now=NOW)
    with pytest.raises(listings.NotEditable):
        listings.save_draft(revision=revision, texts=Texts(title_zh="晚了"), specifications=[], by=lister)

    revision.refresh_from_db()
    assert revision.title_zh == "新标题"


def test_after_taking_it_back_the_next_draft_goes_on_from_it(machine, lister):
    revision = submitted(machine, lister)

    listings.withdraw(revision=revision, by=lister, now=NOW)
    draft = listings.start_draft(resource=machine, by=lister, now=NOW)

    assert (draft.number, draft.title_zh) == (3, "新标题")
    assert [row.kind for row in draft.specifications.all()] == ["travel_x"]


def test_after_a_rejection_the_next_draft_goes_on_from_it(machine, lister):
    revision = submitted(machine, lister)
    moderation.reject(revision=revision, by=factories.operator(), now=NOW, reason_code="incomplete")

    assert listings.start_draft(resource=machine, by=lister, now=NOW).title_zh == "新标题"


def test_a_discarded_draft_leaves_no_trace_in_the_next(machine, lister):
    listings.discard(revision=drafted(machine, lister), by=lister, now=NOW)

    draft = listings.start_draft(resource=machine, by=lister, now=NOW)

    assert (draft.number, draft.title_zh) == (3, "五轴加工中心")


def test_what_is_decided_cannot_be_withdrawn(machine, lister):
    revision = submitted(machine, lister)
    moderation.approve(revision=revision, by=factories.operator(), now=NOW)

    with pytest.raises(listings.NotEditable):
        listings.withdraw(revision=revision, by=lister, now=NOW)

    machine.refresh_from_db()
    assert machine.published_revision == revision


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.BUYER, Role.VIEWER])
def test_without_the_lister_role_nothing_is_drafted(machine, role):
    with pytest.raises(NotAllowed):
        listings.start_draft(resource=machine, by=factories.member(machine.provider, role), now=NOW)


def test_another_firms_lister_changes_nothing(machine, lister):
    draft = listings.start_draft(resource=machine, by=lister, now=NOW)
    stranger = factories.member(factories.provider(), Role.OWNER)

    for attempt in (
        lambda: listings.save_draft(revision=draft, texts=Texts(), specifications=[], by=stranger),
        lambda: listings.submit(revision=draft, by=stranger, now=NOW),
        lambda: listings.discard(revision=draft, by=stranger, now=NOW),
        lambda: listings.withdraw(revision=draft, by=stranger, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    draft.refresh_from_db()
    assert (draft.state, draft.title_zh) == (RevisionState.DRAFT, "五轴加工中心")
