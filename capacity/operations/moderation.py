"""The operators' decision on a submitted listing revision. The first one counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from capacity.enums import RejectionReason, RevisionState
from capacity.models import ListingRevision, Resource
from capacity.operations.listing_log import tell_listing
from capacity.operations.locking import lock_tree
from capacity.operations.refusals import NotAllowed, ReasonMissing, Refused
from marketplace.accounts.actor import Actor
from marketplace.pages.formats import duration_text


class OwnFirm(Refused):
    """Nobody decides about a firm he belongs to."""


class AlreadyDecided(Refused):
    """Somebody was faster, or the provider took the revision back; `revision` is how it stands now."""

    def __init__(self, revision: ListingRevision, now: datetime) -> None:
        super().__init__(_said(revision, now))
        self.revision = revision


def _said(revision: ListingRevision, now: datetime) -> str:
    if revision.state not in DECISIONS or revision.decided_at is None:
        return _("The provider took this revision back; there is nothing to decide.")
    sentence = _(DECISIONS[RevisionState(revision.state)])
    return sentence % {"who": revision.decided_by or "", "ago": _ago(revision.decided_at, now)}


def _ago(then: datetime, now: datetime) -> str:
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    return duration_text(seconds // 60)


DECISIONS = {
    RevisionState.APPROVED: gettext_noop("%(who)s approved this %(ago)s ago."),
    RevisionState.REJECTED: gettext_noop("%(who)s rejected this %(ago)s ago."),
}


def approve(*, revision: ListingRevision, by: Actor, now: datetime) -> ListingRevision:
    """
    Let the public see the revision from now on.

    :raises NotAllowed: the actor is not an operator
    :raises OwnFirm: the actor belongs to the provider
    :raises AlreadyDecided: it waits no more
    """
    with transaction.atomic():
        _decide(revision, RevisionState.APPROVED, by=by, now=now)
        Resource.objects.filter(pk=revision.resource_id).update(published_revision=revision)
        return revision


def reject(
    *, revision: ListingRevision, by: Actor, now: datetime, reason_code: str, note: str = ""
) -> ListingRevision:
    """
    Send the revision back with a reason; the public keeps what was approved before.

    :raises ReasonMissing: the code is not one of RejectionReason
    :raises NotAllowed, OwnFirm, AlreadyDecided: as `approve`
    """
    if reason_code not in RejectionReason.values:
        raise ReasonMissing
    with transaction.atomic():
        _decide(revision, RevisionState.REJECTED, by=by, now=now, reason_code=reason_code, note=note)
        return revision


def may_decide(revision: ListingRevision, by: Actor) -> bool:
    """Whether the actor is an operator from outside the provider. One query."""
    if not by.is_operator or by.user is None:
        return False
    members = revision.resource.provider.memberships
    return not members.filter(user=by.user, is_active=True).exists()


def _decide(
    revision: ListingRevision,
    state: RevisionState,
    *,
    by: Actor,
    now: datetime,
    reason_code: str = "",
    note: str = "",
) -> None:
    if not by.is_operator:
        raise NotAllowed
    if not may_decide(revision, by):
        raise OwnFirm(_("You belong to this firm; another operator decides."))
    lock_tree(revision.resource_id)
    waiting = ListingRevision.objects.waiting().filter(pk=revision.pk)
    decided = waiting.update(
        state=state, decided_at=now, decided_by=by.user, reason_code=reason_code, note=note
    )
    revision.refresh_from_db()
    if not decided:
        raise AlreadyDecided(revision, now)
    tell_listing(revision.resource_id, change=state.value, now=now, revision_id=revision.pk)
