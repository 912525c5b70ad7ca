"""Writing a listing in the workshop, and handing it to the operators."""

import pytest
from django.utils import timezone

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Specification
from capacity.operations import moderation
from tests import factories

pytestmark = pytest.mark.django_db

WRITTEN = {
    "title_zh": "五轴加工中心（新）",
    "text_zh": "铝合金结构件。",
    "spec_travel_x": "650",
    "spec_axes": "5",
}


def latest(workshop):
    return workshop.machine.revisions.order_by("-number").first()


def test_saving_begins_a_draft_and_the_public_sees_nothing_of_it(workshop):
    answer = workshop.post("listing", **WRITTEN)

    draft = latest(workshop)
    assert "the public does not see it yet" in answer.content.decode()
    assert (draft.number, draft.state, draft.title_zh) == (2, RevisionState.DRAFT, "五轴加工中心（新）")
    assert {row.kind: row.minimum for row in draft.specifications.all()} == {"travel_x": 650, "axes": 5}
    workshop.machine.refresh_from_db()
    assert workshop.machine.published_revision.number == 1


def test_saving_again_changes_the_same_draft(workshop):
    workshop.post("listing", **WRITTEN)
    workshop.post("listing", **WRITTEN | {"title_zh": "再改", "spec_axes": ""})

    draft = latest(workshop)
    assert (draft.number, draft.title_zh) == (2, "再改")
    assert [row.kind for row in draft.specifications.all()] == ["travel_x"]


def test_the_form_shows_the_draft_as_it_is(workshop):
    workshop.post("listing", **WRITTEN)

    page = workshop.get("listing")

    assert 'value="五轴加工中心（新）"' in page
    assert 'value="650"' in page


def test_a_figure_that_is_none_is_named_and_everything_typed_is_kept(workshop):
    answer = workshop.client.post(workshop.url("listing"), WRITTEN | {"spec_travel_x": "wide"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter a figure such as 650" in page
    assert 'value="五轴加工中心（新）"' in page
    assert latest(workshop).number == 1


def test_save_and_submit_hands_it_to_the_operators(workshop):
    answer = workshop.post("listing", **WRITTEN, submit="")

    assert latest(workshop).state == RevisionState.SUBMITTED
    assert "waits for an operator" in answer.content.decode()


def test_what_is_missing_is_named_and_the_draft_is_kept(workshop):
    answer = workshop.post("listing", title_zh="只有标题", submit="")

    assert "Still missing: a text" in answer.content.decode()
    assert (latest(workshop).state, latest(workshop).title_zh) == (RevisionState.DRAFT, "只有标题")


def test_a_waiting_revision_is_read_only_until_it_is_taken_back(workshop):
    workshop.post("listing", **WRITTEN, submit="")

    assert "Take the revision back" in workshop.get("listing")
    answer = workshop.client.post(workshop.url("listing"), WRITTEN | {"title_zh": "晚了"})
    assert answer.status_code == 422
    assert latest(workshop).title_zh == "五轴加工中心（新）"

    workshop.post("withdraw_listing")
    workshop.post("listing", **WRITTEN | {"title_zh": "改好了"})
    assert (latest(workshop).number, latest(workshop).title_zh) == (3, "改好了")


def test_a_draft_is_thrown_away(workshop):
    workshop.post("listing", **WRITTEN)

    workshop.post("discard_listing")

    assert latest(workshop).state == RevisionState.WITHDRAWN
    assert 'value="五轴加工中心（新）"' not in workshop.get("listing")


def test_withdrawing_what_was_decided_meanwhile_says_so(workshop):
    workshop.post("listing", **WRITTEN, submit="")
    moderation.approve(revision=latest(workshop), by=factories.operator(), now=timezone.now())

    answer = workshop.post("withdraw_listing")

    assert "changed meanwhile" in answer.content.decode()
    assert latest(workshop).state == RevisionState.APPROVED


def test_the_form_costs_the_same_with_many_specifications(workshop, django_assert_num_queries):
    revision = workshop.machine.published_revision
    workshop.get("listing")
    for kind in ("travel_x", "travel_y", "travel_z", "axes"):
        Specification.objects.create(revision=revision, kind=kind, minimum=1, maximum=1)

    # user, memberships, machine, latest revision, its specifications, the bar's count
    with django_assert_num_queries(7):
        workshop.get("listing")


def test_a_revision_of_another_machine_is_out_of_reach(workshop):
    foreign = factories.resource()
    draft = ListingRevision.objects.create(resource=foreign, number=2)

    answer = workshop.client.post(workshop.url("submit_listing", machine=foreign))

    assert answer.status_code == 404
    draft.refresh_from_db()
    assert draft.state == RevisionState.DRAFT
