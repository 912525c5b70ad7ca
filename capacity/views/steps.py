"""Taking a step of a booking: one form, one operation, and the page again where it was refused."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from capacity.enums import Step
from capacity.lookups import with_booking
from capacity.models import Booking
from capacity.operations.holds import OverLimit
from capacity.operations.refusals import (
    BookingRefused,
    IllegalStep,
    NotAllowed,
    NotSecured,
    Refused,
    StaleStep,
)
from capacity.operations.staleness import expect
from capacity.views.shown.bookings import BookingPage
from capacity.views.shown.troubles import trouble_of
from capacity.views.step_table import HANDLERS, AmountChanged
from marketplace.accounts.http import ActingRequest


@require_POST
@with_booking
def take(request: ActingRequest, booking: Booking, now: datetime, step: str) -> HttpResponse:
    """Take one step, from a page that was made when the booking had `seen` steps."""
    handler = HANDLERS.get(step)
    if handler is None:
        raise Http404
    form = handler.form(request.POST, booking, now)
    try:
        if not form.is_valid():
            return _again(request, booking, now, Step(step), form, status=422)
        with transaction.atomic():
            expect(booking, versions=[form.cleaned_data["seen"]])
            handler.take(booking, form, request.actor, now)
    except Refused as refusal:
        return _refused(request, booking, now, Step(step), form, refusal)
    return redirect(booking)


def _refused(
    request: ActingRequest, booking: Booking, now: datetime, step: Step, form: forms.Form, refusal: Refused
) -> HttpResponse:
    fresh = Booking.objects.for_page().get(pk=booking.pk)
    return _again(request, fresh, now, step, form, refusal=refusal, status=status_of(refusal))


def _again(
    request: ActingRequest,
    booking: Booking,
    now: datetime,
    step: Step,
    form: forms.Form,
    *,
    status: int,
    refusal: Refused | None = None,
) -> HttpResponse:
    """The page as it stands, what went wrong, and what was typed."""
    page = BookingPage(booking, actor=request.actor, now=now, attempt=(step, form))
    page.trouble = trouble_of(page, refusal, form)
    return render(request, "capacity/booking/page.html", {"page": page}, status=status)


def status_of(refusal: Refused) -> int:
    match refusal:
        case StaleStep() | IllegalStep() | AmountChanged():
            return 409
        case NotAllowed() | OverLimit():
            return 403
        case NotSecured():
            return 402
        case BookingRefused() if refusal.is_taken:
            return 409
    return 422
