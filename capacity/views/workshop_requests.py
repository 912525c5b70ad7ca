"""The provider's inbox: the landing page of the workshop."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacity.models import Booking
from capacity.operations import answers
from capacity.policies.permissions import may_schedule
from capacity.views.workshop_inbox import Inbox
from capacity.views.workshop_lookups import READERS, act
from marketplace.accounts.access import member_required, require_role
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest

PAGE_SIZE = 30
MOST_WATCHED = 200
URGENT = timedelta(hours=2)


@require_safe
@member_required(*READERS)
def requests(request: MemberRequest) -> HttpResponse:
    """The landing page of the workshop."""
    inbox = Inbox(request.organisation, now=timezone.now(), page=request.GET.get("page"))
    context = {"inbox": inbox, "may_answer": may_schedule(request.actor)}
    return render(request, "capacity/workshop/requests.html", context)


@require_safe
@member_required(*READERS)
def inbox(request: MemberRequest) -> HttpResponse:
    """The inbox alone, for a page that heard of a change."""
    shown = Inbox(request.organisation, now=timezone.now(), page=request.GET.get("page"))
    context = {"inbox": shown, "may_answer": may_schedule(request.actor)}
    return render(request, "capacity/workshop/_inbox.html", context)


@require_POST
@member_required()
def accept(request: MemberRequest, reference: str) -> HttpResponse:
    """Accept in place; everything else is done on the booking's page."""
    mine = Booking.objects.provided_by(request.organisation).for_page()
    booking = get_object_or_404(mine, reference=reference)
    require_role(request.actor, Role.SCHEDULER)
    said = _("%(reference)s is confirmed for %(customer)s.") % {
        "reference": booking.reference,
        "customer": booking.customer,
    }
    return act(
        request,
        lambda: answers.accept(booking=booking, by=request.actor, now=timezone.now()),
        said=said,
        back=reverse("workshop:requests"),
    )
