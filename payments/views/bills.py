"""A booking's bill: looked at by both sides, answered by the customer, argued about by both."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from capacity.enums import Side
from capacity.lookups import with_booking
from capacity.models import Booking
from capacity.operations.refusals import Refused
from capacity.policies.permissions import SCHEDULING
from marketplace.accounts.access import require_role
from marketplace.accounts.http import ActingRequest
from payments.bill_forms import MeterForm
from payments.models import BillLine, DisputeFile
from payments.operations.billing.metering import MeterRefused, deliver_by_meter
from payments.policies.disputing import ANSWERING
from payments.policies.metering import MOST_BYTES
from payments.shown.bill import Attempt, BillShown
from payments.views.bill_acts import ACTS
from payments.views.lookups import while_payments_are_on
from payments.views.refusing import UNPROCESSABLE, status_of


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
        return _again(request, fresh, now, Attempt(number, act, form, str(refusal)), status_of(refusal))
    return redirect(f"{booking.get_absolute_url()}#line-{number}")


@require_safe
@while_payments_are_on
@with_booking
def file(request: ActingRequest, booking: Booking, now: datetime, file_id: int) -> HttpResponse:
    """A file of a dispute, to the two sides and to operators; kept, never shown within a page of ours."""
    found = get_object_or_404(DisputeFile, pk=file_id, dispute__line__bill__booking=booking)
    with found.stored.open("rb") as stored:
        answer = HttpResponse(stored.read(), content_type=found.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@require_POST
@while_payments_are_on
@with_booking
def meter(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """The provider reports the usage by the machine's own meter."""
    if booking.side_of(request.actor) is not Side.PROVIDER:
        raise Http404
    require_role(request.actor, *SCHEDULING)
    form = MeterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _meter_again(request, booking, form, UNPROCESSABLE)
    told, sent = form.cleaned_data, form.cleaned_data["file"]
    try:
        deliver_by_meter(
            booking=booking,
            name=sent.name,
            data=sent.read(MOST_BYTES + 1),
            by=request.actor,
            now=now,
            message=told["message"],
        )
    except MeterRefused as refusal:
        return _meter_again(request, booking, form, UNPROCESSABLE, refusal)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _meter_again(request, booking, form, status_of(refusal))
    return redirect(booking)


def _meter_again(
    request: ActingRequest,
    booking: Booking,
    form: MeterForm,
    status: int,
    refusal: MeterRefused | None = None,
) -> HttpResponse:
    context = {"booking": booking, "form": form, "refusal": refusal, "zone": booking.resource.site.zone}
    return render(request, "payments/bill/meter.html", context, status=status)


def _again(
    request: ActingRequest, booking: Booking, now: datetime, attempt: Attempt, status: int
) -> HttpResponse:
    shown = BillShown(booking, actor=request.actor, now=now, attempt=attempt)
    return render(request, "payments/bill/page.html", {"bill": shown}, status=status)
