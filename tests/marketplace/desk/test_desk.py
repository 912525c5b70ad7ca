"""The operators' pages: the queue, one case, the decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capacity.enums import RevisionState
from capacity.models import ListingRevision, Resource
from capacity.operations import moderation
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership
from tests import factories
from tests.capacity.views.stage import ENGLISH, signed_in

pytestmark = pytest.mark.django_db


def waiting(machine=None, **fields):
    machine = machine or factories.resource()
    defaults = {
        "number": machine.revisions.count() + 1,
        "state": RevisionState.SUBMITTED,
        "submitted_at": timezone.now(),
        "title_zh": "五轴加工中心（新）",
        "title_en": "5-axis centre, new",
    }
    return ListingRevision.objects.create(resource=machine, **(defaults | fields))


@pytest.fixture
def operator():
    return factories.operator(full_name="Lin Lan")


@pytest.fixture
def desk(operator):
    return signed_in(operator, **ENGLISH)


def case(revision):
    return reverse("desk:revision", args=[revision.pk])


def test_the_queue_has_the_longest_waiting_first(desk):
    newer = waiting()
    older = waiting(submitted_at=timezone.now() - timedelta(hours=3))

    page = desk.get(reverse("desk:queue"))

    assert [case.revision for case in page.context["queue"]] == [older, newer]
    assert "3 h" in page.content.decode()


def test_an_empty_queue_says_so(desk):
    assert "Nothing waits for a decision" in desk.get(reverse("desk:queue")).content.decode()


def test_approving_shows_the_revision_to_the_public_and_opens_the_next_case(desk, operator):
    revision, following = waiting(), waiting()

    answer = desk.post(case(revision), {"decision": "approve"}, follow=True)

    assert answer.redirect_chain == [(case(following), 302)]
    assert "is what the public reads now" in answer.content.decode()
    assert Resource.objects.get(pk=revision.resource_id).published_revision == revision
    revision.refresh_from_db()
    assert revision.decided_by == operator.user


def test_sending_back_needs_a_reason_and_keeps_the_note(desk):
    revision = waiting()

    answer = desk.post(case(revision), {"decision": "reject", "note": "请删去微信号"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请删去微信号" in page
    assert "needs one of these reasons" in page
    revision.refresh_from_db()
    assert revision.state == RevisionState.SUBMITTED


def test_sending_back_tells_the_provider_why(desk):
    revision = waiting()
    before = revision.resource.published_revision

    desk.post(
        case(revision), {"decision": "reject", "reason_code": "contact_in_text", "note": "请删去微信号"}
    )

    revision.refresh_from_db()
    assert (revision.state, revision.reason_code, revision.note) == (
        RevisionState.REJECTED,
        "contact_in_text",
        "请删去微信号",
    )
    assert Resource.objects.get(pk=revision.resource_id).published_revision == before


def test_who_is_late_is_told_who_was_faster_and_decides_nothing(desk):
    revision = waiting()
    moderation.approve(revision=revision, by=factories.operator(full_name="Chen Lei"), now=timezone.now())

    answer = desk.post(case(revision), {"decision": "reject", "reason_code": "incomplete"})

    assert answer.status_code == 409
    assert "Chen Lei approved this" in answer.content.decode()
    revision.refresh_from_db()
    assert revision.state == RevisionState.APPROVED


def test_the_case_of_ones_own_firm_is_not_offered(desk, operator):
    revision = waiting()
    Membership.objects.create(
        user=operator.user, organisation=revision.resource.provider, roles=[Role.VIEWER]
    )

    shown = desk.get(case(revision)).content.decode()
    refused = desk.post(case(revision), {"decision": "approve"})

    assert "another operator decides" in shown
    assert "Send and open the next" not in shown
    assert refused.status_code == 422
    revision.refresh_from_db()
    assert revision.state == RevisionState.SUBMITTED


def test_a_draft_is_no_case(desk):
    draft = waiting(state=RevisionState.DRAFT)

    assert desk.get(case(draft)).status_code == 404


def test_a_case_costs_the_same_however_long_queue_and_history_are(desk, django_assert_num_queries):
    machine = factories.resource()
    revision = waiting(machine)
    desk.get(case(revision))
    for _number in range(6):
        waiting()
    for number in range(10, 16):
        ListingRevision.objects.create(
            resource=machine,
            number=number,
            state=RevisionState.REJECTED,
            reason_code="incomplete",
            submitted_at=timezone.now(),
            decided_at=timezone.now(),
        )

    # user, memberships, case, its specifications, queue, approved one and its specifications,
    # history, three figures of the firm, open bookings, whether one is a member, the bar's count
    with django_assert_num_queries(14):
        desk.get(case(revision))


def test_the_queue_costs_the_same_for_many(desk, django_assert_num_queries):
    for _number in range(8):
        waiting()
    desk.get(reverse("desk:queue"))

    with django_assert_num_queries(4):  # user, memberships, queue, the bar's count
        desk.get(reverse("desk:queue"))
