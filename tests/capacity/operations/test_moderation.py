"""The operators' decision on a submitted revision."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from capacity.enums import RejectionReason, RevisionState
from capacity.models import ListingRevision, Resource
from capacity.operations import moderation
from capacity.operations.refusals import NotAllowed, ReasonMissing
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership
from marketplace.events.models import Event
from tests import factories
from tests.factories import NOW


def waiting(machine=None):
    machine = machine or factories.resource()
    return ListingRevision.objects.create(
        resource=machine,
        number=machine.revisions.count() + 1,
        state=RevisionState.SUBMITTED,
        title_zh="第二版",
        submitted_at=NOW,
    )


@pytest.mark.django_db
def test_an_approved_revision_is_what_the_public_reads():
    revision, operator = waiting(), factories.operator()

    moderation.approve(revision=revision, by=operator, now=NOW)

    resource = Resource.objects.get(pk=revision.resource_id)
    assert resource.published_revision == revision
    assert (revision.state, revision.decided_by, revision.decided_at) == (
        RevisionState.APPROVED,
        operator.user,
        NOW,
    )
    event = Event.objects.get(resource_id=resource.pk)
    assert (event.data["change"], event.version) == ("approved", resource.version)


@pytest.mark.django_db
def test_after_a_rejection_the_public_keeps_what_was_approved():
    machine = factories.resource()
    before = machine.published_revision
    revision = waiting(machine)

    moderation.reject(
        revision=revision,
        by=factories.operator(),
        now=NOW,
        reason_code=RejectionReason.CONTACT_IN_TEXT,
        note="请删去微信号",
    )

    machine.refresh_from_db()
    assert machine.published_revision == before
    assert (revision.state, revision.reason_code, revision.note) == (
        RevisionState.REJECTED,
        "contact_in_text",
        "请删去微信号",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "because"])
def test_a_rejection_needs_a_reason_of_the_list(code):
    revision = waiting()

    with pytest.raises(ReasonMissing):
        moderation.reject(revision=revision, by=factories.operator(), now=NOW, reason_code=code)

    revision.refresh_from_db()
    assert revision.state == RevisionState.SUBMITTED


@pytest.mark.django_db
def test_nobody_but_an_operator_decides():
    revision = waiting()
    owner = factories.member(revision.resource.provider, Role.OWNER)

    with pytest.raises(NotAllowed):
        moderation.approve(revision=revision, by=owner, now=NOW)

    revision.refresh_from_db()
    assert revision.state == RevisionState.SUBMITTED


@pytest.mark.django_db
def test_an_operator_does_not_decide_about_a_firm_he_belongs_to():
    revision, operator = waiting(), factories.operator()
    membership = Membership.objects.create(
        user=operator.user, organisation=revision.resource.provider, roles=[Role.VIEWER]
    )

    with pytest.raises(moderation.OwnFirm):
        moderation.approve(revision=revision, by=operator, now=NOW)

    membership.is_active = False
    membership.save()
    moderation.approve(revision=revision, by=operator, now=NOW)
    assert revision.state == RevisionState.APPROVED


@pytest.mark.django_db
def test_the_second_operator_is_told_who_was_faster_and_when():
    revision = waiting()
    moderation.approve(revision=revision, by=factories.operator(full_name="Chen Lei"), now=NOW)

    with pytest.raises(moderation.AlreadyDecided, match=r"Chen Lei.*6") as refusal:
        moderation.reject(
            revision=revision,
            by=factories.operator(),
            now=NOW + timedelta(seconds=6),
            reason_code="incomplete",
        )

    assert refusal.value.revision.state == RevisionState.APPROVED


@pytest.mark.django_db
def test_a_revision_that_was_taken_back_is_not_decided():
    revision = waiting()
    ListingRevision.objects.filter(pk=revision.pk).update(state=RevisionState.WITHDRAWN)

    with pytest.raises(moderation.AlreadyDecided):
        moderation.approve(revision=revision, by=factories.operator(), now=NOW)

    revision.refresh_from_db()
    assert revision.state == RevisionState.WITHDRAWN


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_at_once_one_decides():
    revision = waiting()
    operators = [factories.operator(full_name=name) for name in ("Chen Lei", "Lin Lan")]
    together = Barrier(2)

    def decide(operator: Actor) -> str:
        together.wait()
        try:
            mine = ListingRevision.objects.get(pk=revision.pk)
            moderation.approve(revision=mine, by=operator, now=NOW)
        except moderation.AlreadyDecided as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(decide, operators))

    revision.refresh_from_db()
    assert told[0] == ""
    assert str(revision.decided_by) in told[1]
    assert Event.objects.filter(resource_id=revision.resource_id).count() == 1
