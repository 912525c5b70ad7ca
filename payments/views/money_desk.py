"""The operators' money desk: figures with their rows, and what is stuck."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from payments.desk_forms import StuckForm
from payments.enums import Decision
from payments.models import PaymentOperation
from payments.operations import stuck
from payments.shown.money_desk import MoneyDesk
from payments.views.lookups import while_payments_are_on

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@while_payments_are_on
@operator_required
def desk(request: ActingRequest) -> HttpResponse:
    page = MoneyDesk(request.GET, now=timezone.now())
    return render(request, "payments/desk/money.html", {"desk": page})


@while_payments_are_on
@operator_required
def operation(request: ActingRequest, operation_id: UUID) -> HttpResponse:
    """One thing asked of the gateway: what became of it, and what an operator can do about it."""
    rows = PaymentOperation.objects.select_related("plan__booking")
    found = get_object_or_404(rows, pk=operation_id)
    form = StuckForm(found.kind, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, found, form, UNPROCESSABLE if form.is_bound else 200)
    decision = Decision(form.cleaned_data["decision"])
    try:
        stuck.decide(
            operation=found,
            decision=decision,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        found.refresh_from_db()
        return _shown(request, found, form, CONFLICT)
    said = {
        Decision.RETRY: _("What is still due is asked again."),
        Decision.BY_BANK: _("It is to be sent by bank: prepare it among what is to be sent."),
        Decision.GIVE_UP: _("It is given up; nobody asks for it again."),
    }
    messages.success(request, said[decision])
    return redirect("payments_desk:money")


def _shown(request: ActingRequest, found: PaymentOperation, form: StuckForm, status: int) -> HttpResponse:
    decisions = found.decisions.select_related("decided_by").order_by("decided_at")
    context = {"operation": found, "form": form, "decisions": decisions}
    return render(request, "payments/desk/operation.html", context, status=status)


@require_POST
@while_payments_are_on
@operator_required
def hurry(request: ActingRequest, operation_id: UUID) -> HttpResponse:
    found = get_object_or_404(PaymentOperation, pk=operation_id)
    try:
        stuck.hurry(operation=found, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is asked for now, under the same key."))
    return redirect("payments_desk:operation", operation_id)
