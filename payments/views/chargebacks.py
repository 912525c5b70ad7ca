"""Charges that payers' banks took back: operators answer, give in, or let the marketplace bear the loss."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from payments.models import Chargeback
from payments.operations.chargebacks import answer as answer_bank
from payments.operations.chargebacks import bear_loss, give_in
from payments.shown.confirming import Confirming, of_bearing, of_giving_in
from payments.views.confirming import asked
from payments.views.lookups import while_payments_are_on
from payments.views.moving_on import move_on

CONFLICT, MOST_SHOWN = 409, 200


@require_safe
@while_payments_are_on
@operator_required
def chargebacks(request: ActingRequest) -> HttpResponse:
    shown = Chargeback.objects.for_page()[:MOST_SHOWN]
    return render(request, "payments/chargebacks/list.html", {"rows": shown, "zone": settings.TIME_ZONE})


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@operator_required
def chargeback(request: ActingRequest, chargeback_id: int) -> HttpResponse:
    found = get_object_or_404(Chargeback.objects.for_page(), pk=chargeback_id)
    if request.method != "POST":
        return _shown(request, found)
    if answer := asked(request, _confirming(request, found), lambda: _shown(request, found)):
        return answer
    try:
        _act(request, found)
    except Refused as refusal:
        found.refresh_from_db()
        return _shown(request, found, trouble=str(refusal))
    return redirect("payments:chargeback", found.pk)


def _confirming(request: ActingRequest, found: Chargeback) -> Confirming | None:
    """An answer is read over in its field."""
    match request.POST.get("act"):
        case "give_in":
            return of_giving_in(found)
        case "bear":
            return of_bearing(found)
    return None


def _shown(request: ActingRequest, found: Chargeback, *, trouble: str = "") -> HttpResponse:
    told = {
        "row": found,
        "zone": settings.TIME_ZONE,
        "trouble": trouble,
        "told": request.POST.get("told", ""),
    }
    status = CONFLICT if trouble else 200
    return render(request, "payments/chargebacks/page.html", told, status=status)


def _act(request: ActingRequest, found: Chargeback) -> None:
    now = timezone.now()
    match request.POST.get("act"):
        case "answer":
            answer_bank(chargeback=found, told=request.POST.get("told", ""), by=request.actor, now=now)
            messages.success(request, _("The answer is sent; the bank decides."))
        case "give_in":
            give_in(chargeback=found, by=request.actor, now=now)
            messages.success(request, _("The payer keeps the money."))
        case "bear":
            bear_loss(chargeback=found, by=request.actor)
            messages.success(request, _("The marketplace bears the loss; the provider keeps its earnings."))
    move_on(found.plan_id)
