"""Paying anew for a booking whose hold was lost: to the gateway's page, and back to the booking."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacity.models import Booking
from capacity.operations.refusals import Refused
from marketplace.accounts.http import ActingRequest
from marketplace.money import format_money
from payments.operations.beginning import Addresses
from payments.operations.paying_again import pay_again as begin
from payments.operations.supplementing import covered
from payments.views.lookups import as_payer
from payments.views.moving_on import move_on


@require_POST
@as_payer
def pay_again(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    back = request.build_absolute_uri(reverse("payments:pay_again_back", args=[booking.reference]))
    addresses = Addresses(success=back, cancel=back)
    try:
        operation = begin(booking=booking, by=request.actor, now=now, addresses=addresses)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(booking)
    move_on(operation.plan_id)
    operation.refresh_from_db()
    return redirect(operation.url) if operation.url else redirect("payments:opening", booking.reference)


@require_safe
@as_payer
def pay_again_back(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """What became of it is told on the booking's page."""
    plan = move_on(booking.payment_plan.pk) if hasattr(booking, "payment_plan") else None
    if plan is None:
        messages.warning(request, _("The payment provider has not answered yet; look again soon."))
    elif plan.is_secured:
        amount = {"amount": format_money(covered(plan))}
        messages.success(request, _("%(amount)s is secured for this booking again.") % amount)
    else:
        messages.warning(request, _("Nothing was paid, and the booking is still to be paid again."))
    return redirect(booking)
