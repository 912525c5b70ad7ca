"""Paying on top for a change that costs more than is secured."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from capacity.models import Booking
from capacity.operations.refusals import NotAllowed, NotPriced, Refused
from marketplace.accounts.http import ActingRequest
from payments.enums import SupplementState
from payments.forms import SupplementForm
from payments.models import PaymentPlan, Supplement
from payments.operations.beginning import Addresses
from payments.operations.supplementing import begin_supplement
from payments.shown.plans import plan_of
from payments.shown.supplement import SupplementMade, SupplementPage
from payments.views.lookups import as_payer
from payments.views.moving_on import move_on

FORBIDDEN, CONFLICT = 403, 409


@require_http_methods(["GET", "HEAD", "POST"])
@as_payer
def supplement(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """What it costs more; sent, it leads to the gateway's page."""
    form = SupplementForm(request.GET)
    plan = plan_of(booking)
    if plan is None or not plan.is_secured or not form.is_valid():
        return redirect(booking)
    page = SupplementPage(booking, plan, form.cleaned_data["period"], actor=request.actor, now=now)
    try:
        if page.difference.minor <= 0:
            messages.info(request, _("This change costs nothing more: make it at once."))
            return redirect(booking)
        if request.method == "POST":
            return _begin(request, page, now)
    except NotPriced as refusal:
        messages.warning(request, str(refusal))
        return redirect(booking)
    except Refused as refusal:
        page.trouble = str(refusal)
        return _shown(request, page, status=FORBIDDEN if isinstance(refusal, NotAllowed) else CONFLICT)
    return _shown(request, page)


def _shown(request: ActingRequest, page: SupplementPage, *, status: int = 200) -> HttpResponse:
    return render(request, "payments/supplement/page.html", {"page": page}, status=status)


def _begin(request: ActingRequest, page: SupplementPage, now: datetime) -> HttpResponse:
    booking = page.booking
    back = request.build_absolute_uri(reverse("payments:supplement_back", args=[booking.reference]))
    operation = begin_supplement(
        booking=booking,
        period=page.period,
        by=request.actor,
        now=now,
        addresses=Addresses(success=back, cancel=back),
    )
    move_on(operation.plan_id)
    operation.refresh_from_db()
    return redirect(operation.url) if operation.url else redirect("payments:opening", booking.reference)


@require_safe
@as_payer
def supplement_back(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """From the gateway's page: what became of the change is told on the booking's page."""
    plan = plan_of(booking)
    if plan is not None:
        _tell(request, move_on(plan.pk))
    return redirect(booking)


def _tell(request: ActingRequest, plan: PaymentPlan | None) -> None:
    latest = Supplement.objects.filter(plan=plan).order_by("-number").first() if plan else None
    if latest is None:
        messages.warning(request, _("The payment provider has not answered yet; look again soon."))
        return
    shown = SupplementMade(latest)
    if latest.state == SupplementState.OPEN:
        messages.warning(request, _("Nothing was paid on top, and nothing was changed."))
    else:
        (messages.success if shown.is_made else messages.warning)(request, shown.text)
