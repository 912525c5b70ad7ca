"""One machine at a glance: its listing, what is missing, what is coming; retiring it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacity.enums import RevisionState
from capacity.lifecycle import OCCUPYING
from capacity.models import Booking
from capacity.operations import resources
from capacity.operations.listings import missing_of
from capacity.policies.permissions import may_list
from capacity.views.workshop_blocks import pill_of
from capacity.views.workshop_lookups import act, own_resource
from capacity.views.workshop_shown import Machine
from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest

COMING_SHOWN = 5


@require_safe
@member_required()
def machine(request: MemberRequest, slug: str) -> HttpResponse:
    """Where a machine stands: its listing, what is missing, what is coming."""
    resource = own_resource(request, slug)
    shown = Machine(resource)
    latest, now = shown.latest, timezone.now()
    is_draft = latest is not None and latest.state == RevisionState.DRAFT
    coming = Booking.objects.filter(resource=resource, state__in=OCCUPYING, period__endswith__gt=now)
    context = {
        "machine": shown,
        "missing": missing_of(latest) if latest and is_draft else [],
        "is_draft": is_draft,
        "is_waiting": latest is not None and latest.state == RevisionState.SUBMITTED,
        "is_rejected": latest is not None and latest.state == RevisionState.REJECTED,
        "coming": [
            (booking, pill_of(booking, now))
            for booking in coming.select_related("customer").order_by("period", "pk")[:COMING_SHOWN]
        ],
        "may_list": may_list(request.actor),
    }
    return render(request, "capacity/workshop/machine.html", context)


@require_POST
@member_required()
def retire(request: MemberRequest, slug: str) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    return act(
        request,
        lambda: resources.retire_resource(resource=resource, by=request.actor, now=timezone.now()),
        said=_("The machine is off the marketplace; its bookings stand."),
        back=Machine(resource).url("machine"),
    )


@require_POST
@member_required()
def bring_back(request: MemberRequest, slug: str) -> HttpResponse:
    resource = own_resource(request, slug, Role.LISTER)
    return act(
        request,
        lambda: resources.bring_back(resource=resource, by=request.actor, now=timezone.now()),
        said=_("The machine is on the marketplace again."),
        back=Machine(resource).url("machine"),
    )
