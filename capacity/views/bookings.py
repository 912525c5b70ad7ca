"""A booking's page for both sides, and the list of one's own."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from capacity.enums import Step
from capacity.lookups import with_booking
from capacity.models import Booking
from capacity.views.shown.bookings import BookingPage
from capacity.views.shown.changes import CHANGES
from capacity.views.shown.lists import BookingList
from marketplace.accounts.access import member_required
from marketplace.accounts.http import ActingRequest, MemberRequest

PARTS = {"progress": "capacity/booking/_progress.html", "work": "capacity/booking/_work.html"}


@require_safe
@member_required()
def booking_list(request: MemberRequest) -> HttpResponse:
    """The organisation's own bookings by tab: open, coming, past."""
    shown = BookingList(request.organisation, request.GET, now=timezone.now())
    request.side = "buyer"  # type: ignore[attr-defined]  # read by the shell
    return render(request, "capacity/bookings.html", {"list": shown})


@require_safe
@with_booking
def booking(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """The page; with `?change=` it shows what that change would come to."""
    page = BookingPage(booking, actor=request.actor, now=now, asked=request.GET)
    return render(request, "capacity/booking/page.html", {"page": page})


@require_safe
@with_booking
def panels(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """One live part of the page: the same partial, for a page that heard of a change."""
    template = PARTS.get(request.GET.get("part", "progress"))
    if template is None:
        raise Http404
    page = BookingPage(booking, actor=request.actor, now=now)
    return render(request, template, {"page": page})


@require_safe
@with_booking
def change(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """What a change would come to, while the person is still choosing."""
    page = BookingPage(booking, actor=request.actor, now=now, asked=request.GET)
    wanted = request.GET.get("change", "")
    if wanted not in CHANGES or not page.may.get(wanted):
        raise Http404
    context = {"page": page, "changing": page.changing(Step(wanted))}
    return render(request, "capacity/booking/_preview.html", context)
