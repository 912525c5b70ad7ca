"""What the public is to read of one's own machine, and the operators' decision about it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from capacity.api.acts import Act, Ask, endpoint
from capacity.api.lookups import own_resource_or_404
from capacity.enums import RevisionState
from capacity.models import ListingRevision
from capacity.operations import listings, moderation
from capacity.operations.listings import SpecificationValue, Texts
from capacity.serializers.steps import NothingBody
from capacity.serializers.workshop.listings import ListingBody, RejectionBody, RevisionSerializer
from marketplace.api.operations import Operation
from marketplace.api.schema import PAGING


def _latest(ask: Ask) -> ListingRevision:
    resource = own_resource_or_404(ask.by, ask.where["slug"])
    found = resource.revisions.select_related("resource").order_by("-number").first()
    if found is None:
        raise Http404
    return found


def _save(ask: Ask) -> ListingRevision:
    """Into the draft there is, or a new one."""
    resource = own_resource_or_404(ask.by, ask.where["slug"])
    draft = listings.start_draft(resource=resource, by=ask.by, now=ask.now)
    texts = Texts(**{field.name: ask.said[field.name] for field in fields(Texts)})
    values = [SpecificationValue(**row) for row in ask.said["specifications"]]
    return listings.save_draft(revision=draft, texts=texts, specifications=values, by=ask.by)


def _submit(ask: Ask) -> ListingRevision:
    return listings.submit(revision=_latest(ask), by=ask.by, now=ask.now)


def _withdraw(ask: Ask) -> ListingRevision:
    return listings.withdraw(revision=_latest(ask), by=ask.by, now=ask.now)


def _discard(ask: Ask) -> ListingRevision:
    return listings.discard(revision=_latest(ask), by=ask.by, now=ask.now)


def _submitted(ask: Ask) -> QuerySet[ListingRevision]:
    """
    What an operator may look at.

    :raises Http404: to all others the desk is not there
    """
    if not ask.by.is_operator:
        raise Http404
    seen = ListingRevision.objects.exclude(state=RevisionState.DRAFT)
    return seen.select_related("resource__provider").prefetch_related("specifications")


def _waiting(ask: Ask) -> QuerySet[ListingRevision]:
    return _submitted(ask).filter(state=RevisionState.SUBMITTED)


def _case(ask: Ask) -> ListingRevision:
    return get_object_or_404(_submitted(ask), pk=ask.where["revision_id"])


def _approve(ask: Ask) -> ListingRevision:
    return moderation.approve(revision=_case(ask), by=ask.by, now=ask.now)


def _reject(ask: Ask) -> ListingRevision:
    return moderation.reject(revision=_case(ask), by=ask.by, now=ask.now, **ask.said)


def _operation(name: str, summary: str, tag: str = "Workshop", **others: Any) -> Operation:
    return Operation(id=name, summary=summary, tag=tag, answers=RevisionSerializer, **others)


LISTING = endpoint(
    get=Act(
        _operation(
            "read_listing", "Read the latest revision", description="In both languages, with its state."
        ),
        _latest,
    ),
    put=Act(
        _operation(
            "save_listing",
            "Save the draft",
            sends=ListingBody,
            description="Replaces texts and specifications of the draft, beginning one if there is none. "
            "The public sees nothing of it yet.",
        ),
        _save,
    ),
)
SUBMIT_LISTING = endpoint(
    post=Act(
        _operation(
            "submit_listing",
            "Submit the draft",
            sends=NothingBody,
            description="To the operators; the public keeps the approved revision until they decide.",
        ),
        _submit,
    )
)
WITHDRAW_LISTING = endpoint(
    post=Act(
        _operation(
            "withdraw_listing",
            "Take a submitted revision back",
            sends=NothingBody,
            description="Before it is decided.",
        ),
        _withdraw,
    )
)
DISCARD_LISTING = endpoint(
    post=Act(
        _operation(
            "discard_listing", "Discard the draft", sends=NothingBody, description="The next one begins anew."
        ),
        _discard,
    )
)
REVISIONS = endpoint(
    get=Act(
        _operation(
            "list_revisions",
            "List what waits for review",
            "Desk",
            pages=True,
            asks=PAGING,
            description="For operators: the submitted revisions, the newest first.",
        ),
        _waiting,
    )
)
REVISION = endpoint(
    get=Act(_operation("read_revision", "Read a revision", "Desk", description="For operators."), _case)
)
APPROVE = endpoint(
    post=Act(
        _operation(
            "approve_revision",
            "Approve a revision",
            "Desk",
            sends=NothingBody,
            description="For operators: the public reads it from now on.",
        ),
        _approve,
    )
)
REJECT = endpoint(
    post=Act(
        _operation(
            "reject_revision",
            "Reject a revision",
            "Desk",
            sends=RejectionBody,
            description="For operators: with a reason; the public keeps what was approved before.",
        ),
        _reject,
    )
)
