"""A booking's bill: looked at by both sides, answered by the customer, argued about by both."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from capacity.enums import Side
from capacity.lookups import with_booking
from capacity.models import Booking
from capacity.operations.refusals import IllegalStep, NotAllowed, Refused
from marketplace.accounts.access import require_role
from marketplace.accounts.http import ActingRequest
from payments.models import BillLine
from payments.policies.disputing import ANSWERING
from payments.shown.bill import Attempt, BillShown
from payments.views.bill_acts import ACTS
from payments.views.lookups import while_payments_are_on

UNPROCESSABLE = 422


@never_cache
@require_safe
@while_payments_are_on
@with_booking
def bill(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """The whole bill; for htmx the panel alone, while it is being drawn up."""
    shown = BillShown(booking, actor=request.actor, now=now)
    if not shown.is_shown:
        raise Http404
    if request.headers.get("HX-Request"):
        return render(request, "payments/bill/_panel.html", {"bill": shown})
    return render(request, "payments/bill/page.html", {"bill": shown})


@never_cache
@require_POST
@while_payments_are_on
@with_booking
def answer(request: ActingRequest, booking: Booking, now: datetime, number: int, act: str) -> HttpResponse:
    """One act on one line, for the side that the person belongs to."""
    handler = ACTS.get(act)
    side = booking.side_of(request.actor)
    if handler is None or side not in ANSWERING:
        raise Http404
    require_role(request.actor, *ANSWERING[Side(side)])
    line = get_object_or_404(BillLine.objects.select_related("bill"), bill__booking=booking, number=number)
    line.bill.booking = booking
    form = handler.form(request.POST, request.FILES, line)
    if not form.is_valid():
        return _again(request, booking, now, Attempt(number, act, form), UNPROCESSABLE)
    try:
        handler.do(line, form, request.actor, now)
    except Refused as refusal:
        fresh = Booking.objects.for_page().get(pk=booking.pk)
        return _again(request, fresh, now, Attempt(number, act, form, str(refusal)), _status_of(refusal))
    return redirect(f"{booking.get_absolute_url()}#line-{number}")


def _again(
    request: ActingRequest, booking: Booking, now: datetime, attempt: Attempt, status: int
) -> HttpResponse:
    shown = BillShown(booking, actor=request.actor, now=now, attempt=attempt)
    return render(request, "payments/bill/page.html", {"bill": shown}, status=status)


def _status_of(refusal: Refused) -> int:
    match refusal:
        case IllegalStep():
            return 409
        case NotAllowed():
            return 403
    return UNPROCESSABLE
