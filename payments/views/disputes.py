"""The operators' pages of disputes: the queue, one case, and the second pair of eyes."""

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
from marketplace.money import Money
from payments.bill_forms import SplitForm
from payments.models import LineDispute, Split
from payments.operations.billing.resolving import confirm_split, propose_split
from payments.shown.confirming import of_split
from payments.shown.dispute_desk import DisputeCase, EndedCases, waiting
from payments.views.confirming import asked
from payments.views.lookups import while_payments_are_on
from payments.views.refusing import UNPROCESSABLE, status_of


@require_safe
@while_payments_are_on
@operator_required
def queue(request: ActingRequest) -> HttpResponse:
    """What both sides could not settle so far, the longest waiting first; and what has ended."""
    shown = {"queue": waiting(timezone.now()), "ended": EndedCases(request.GET)}
    return render(request, "payments/disputes/queue.html", shown)


@never_cache
@while_payments_are_on
@operator_required
def dispute(request: ActingRequest, dispute_id: int) -> HttpResponse:
    """One case: what was said, and how the amount is divided."""
    found = _found(dispute_id)
    currency = found.line.gross.currency
    form = SplitForm(request.POST if request.method == "POST" else None, currency=currency)
    if not form.is_valid():
        return _shown(request, found, form, status=UNPROCESSABLE if form.is_bound else 200)
    kept, reason = Money(form.cleaned_data["kept"], currency), form.cleaned_data["reason"]
    if answer := asked(request, of_split(found, kept), lambda: _shown(request, found, form, status=200)):
        return answer
    try:
        split = propose_split(
            dispute=found,
            kept=kept,
            reason=reason,
            by=request.actor,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, _found(dispute_id), form, status=status_of(refusal))
    if split.is_confirmed:
        messages.success(request, _("Decided; both sides see it, and the payment goes on."))
        return redirect("disputes:queue")
    messages.success(request, _("Kept; it counts once another operator has confirmed it."))
    return redirect("disputes:dispute", dispute_id)


@require_POST
@while_payments_are_on
@operator_required
def confirm(request: ActingRequest, split_id: int) -> HttpResponse:
    """The second operator agrees, or does not."""
    split = get_object_or_404(Split.objects.select_related("dispute__line__bill__booking"), pk=split_id)
    is_confirmed = request.POST.get("answer") == "yes"
    try:
        confirm_split(split=split, is_confirmed=is_confirmed, by=request.actor, now=timezone.now())
    except Refused as refusal:
        found = _found(split.dispute_id)
        form = SplitForm(None, currency=found.line.gross.currency)
        return _shown(request, found, form, status=status_of(refusal), trouble=str(refusal))
    if is_confirmed:
        messages.success(request, _("Decided; both sides see it, and the payment goes on."))
    else:
        messages.success(request, _("Not confirmed; the dispute waits for another decision."))
    return redirect("disputes:queue")


def _found(dispute_id: int) -> LineDispute:
    found = LineDispute.objects.for_desk().prefetch_related("offers__made_by", "files", "splits")
    return get_object_or_404(found, pk=dispute_id)


def _shown(
    request: ActingRequest, found: LineDispute, form: SplitForm, *, status: int, trouble: str = ""
) -> HttpResponse:
    case = DisputeCase(found, by=request.actor)
    context = {"case": case, "form": form, "queue": waiting(timezone.now()), "trouble": trouble}
    return render(request, "payments/disputes/dispute.html", context, status=status)
