"""Giving back of a settled booking, by the provider's finances or an operator."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from capacity.lookups import with_booking
from capacity.models import Booking
from capacity.operations.refusals import Refused
from marketplace.accounts.http import ActingRequest
from marketplace.money import format_money
from payments.operations.late_refunds import may_refund_late, refund_late
from payments.shown.confirming import of_late_refund
from payments.shown.late_refund import LateRefundPage
from payments.shown.plans import plan_of
from payments.views.confirming import asked
from payments.views.lookups import while_payments_are_on
from payments.views.moving_on import move_on

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@with_booking
def late_refund(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    plan = plan_of(booking)
    if plan is None or plan.settled_at is None or not may_refund_late(booking, request.actor):
        raise Http404
    page = LateRefundPage(booking, plan, now=now, data=request.POST if request.method == "POST" else None)
    if page.form.is_valid():
        amount, reason = page.form.cleaned_data["amount"], page.form.cleaned_data["reason"]
        confirming = of_late_refund(booking, amount, left=page.left, is_on_terms=page.is_on_terms)
        if answer := asked(request, confirming, lambda: _shown(request, page, 200)):
            return answer
        try:
            refund_late(
                booking=booking, amount=amount, reason=reason, by=request.actor, now=now, parts=page.parts
            )
        except Refused as refusal:
            page.trouble = str(refusal)
        else:
            move_on(plan.pk)
            told = _("%(amount)s is given back; banks take a few days.")
            if page.is_on_terms:
                told = _("%(amount)s is taken off what the customer owes; what was paid of it goes back.")
            messages.success(request, told % {"amount": format_money(amount)})
            return redirect(booking)
    return _shown(request, page, UNPROCESSABLE if request.method == "POST" else 200)


def _shown(request: ActingRequest, page: LateRefundPage, status: int) -> HttpResponse:
    return render(request, "payments/refund/page.html", {"page": page}, status=status)
