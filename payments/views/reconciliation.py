"""The operators' pages of what was compared with the gateway: the last run, the differences, one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from payments.desk_forms import ResolveForm, RunForm
from payments.models import ReconciliationItem
from payments.operations.reconciling.resolving import look_again, resolve
from payments.operations.reconciling.running import ask_for_run, beginning
from payments.shown.reconciliation import ReconciliationPage
from payments.views.lookups import while_payments_are_on

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@while_payments_are_on
@operator_required
def reconciliation(request: ActingRequest) -> HttpResponse:
    page = ReconciliationPage(request.GET, now=timezone.now())
    context = {"page": page, "form": RunForm()}
    return render(request, "payments/desk/reconciliation.html", context)


@never_cache
@require_safe
@while_payments_are_on
@operator_required
def run(request: ActingRequest) -> HttpResponse:
    """The run alone, while it is under way; afterwards the whole page anew."""
    page = ReconciliationPage(request.GET, now=timezone.now())
    response = render(request, "payments/desk/_run.html", {"page": page, "form": RunForm()})
    if not page.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@while_payments_are_on
@operator_required
def compare(request: ActingRequest) -> HttpResponse:
    now, form = timezone.now(), RunForm(request.POST)
    if form.is_valid():
        try:
            ask_for_run(by=request.actor, now=now, since=form.since(now, beginning(now)))
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("payments_desk:reconciliation")


@while_payments_are_on
@operator_required
def difference(request: ActingRequest, item_id: int) -> HttpResponse:
    rows = ReconciliationItem.objects.select_related(
        "booking__payment_plan", "run", "last_run", "resolved_by", "journal"
    )
    item = get_object_or_404(rows, pk=item_id)
    form = ResolveForm(request.POST if request.method == "POST" else None, item=item)
    status = 200
    if form.is_valid():
        try:
            resolve(
                item=item,
                resolution=form.chosen,
                note=form.cleaned_data["note"],
                by=request.actor,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            item, status = get_object_or_404(rows, pk=item_id), CONFLICT
        else:
            messages.success(request, _("Resolved. It stands under what was resolved, with your note."))
            return redirect("payments_desk:reconciliation")
    elif form.is_bound:
        status = UNPROCESSABLE
    return render(request, "payments/desk/difference.html", {"item": item, "form": form}, status=status)


@require_POST
@while_payments_are_on
@operator_required
def again(request: ActingRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(ReconciliationItem.objects.select_related("booking__payment_plan"), pk=item_id)
    try:
        look_again(item=item, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The payment is looked at again; the next comparison tells what came of it.")
        )
    return redirect("payments_desk:difference", item_id)
