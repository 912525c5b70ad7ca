"""What operators send by bank: prepared by one, released by another where that is needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from payments.enums import BankTaskState
from payments.forms import RecipientForm
from payments.models import BankTask
from payments.operations.banking import tasks as operations
from payments.operations.banking.refusals import AlreadyDecided
from payments.operations.banking.withdrawing import withdraw
from payments.shown.bank_task import TaskPage
from payments.shown.banking import TasksPage
from payments.views.lookups import while_payments_are_on

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@while_payments_are_on
@operator_required
def tasks(request: ActingRequest) -> HttpResponse:
    page = TasksPage(request.GET)
    return render(request, "payments/bank/tasks.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@operator_required
def task(request: ActingRequest, task_id: int) -> HttpResponse:
    """One of them: prepare it, release it, send it back, or keep it here."""
    rows = BankTask.objects.select_related("plan__booking", "recipient", "prepared_by", "released_by", "line")
    found = get_object_or_404(rows, pk=task_id)
    page = TaskPage(found, actor=request.actor, now=timezone.now())
    if request.method != "POST":
        return _shown(request, page, RecipientForm(initial=page.likely))
    form = RecipientForm(request.POST if "holder" in request.POST else None, initial=page.likely)
    try:
        if not _acted(request, page, form):
            return _shown(request, page, form, status=UNPROCESSABLE)
    except AlreadyDecided as refusal:
        found = get_object_or_404(rows, pk=task_id)
        page = TaskPage(found, actor=request.actor, now=timezone.now(), trouble=str(refusal))
        return _shown(request, page, form, status=CONFLICT)
    except Refused as refusal:
        page.trouble = str(refusal)
        return _shown(request, page, form, status=UNPROCESSABLE)
    return redirect("payments:bank_task", task_id)


def _acted(request: ActingRequest, page: TaskPage, form: RecipientForm) -> bool:
    """Do what the button says; not where the form is wrong."""
    now, act = timezone.now(), request.POST.get("act", "")
    if act == "release":
        operations.release(task=page.task, by=request.actor, now=now)
        messages.success(request, _("Released: send it at the bank; the statement proves it."))
    elif act == "keep":
        withdraw(task=page.task, reason=request.POST.get("reason", ""), by=request.actor, now=now)
        messages.success(request, _("It stays here, and is free to pay what the customer owes."))
    elif act == "back":
        operations.send_back(task=page.task, reason=request.POST.get("reason", ""), by=request.actor)
        messages.success(request, _("It is to be prepared anew."))
    elif not page.is_payout and not form.is_valid():
        return False
    else:
        recipient = None if page.is_payout else operations.Recipient(**form.cleaned_data)
        done = operations.prepare(task=page.task, recipient=recipient, by=request.actor, now=now)
        if done.state == BankTaskState.RELEASED:
            messages.success(request, _("Released: send it at the bank; the statement proves it."))
        else:
            messages.success(request, _("Prepared: another operator has to release it."))
    return True


def _shown(request: ActingRequest, page: TaskPage, form: RecipientForm, *, status: int = 200) -> HttpResponse:
    return render(request, "payments/bank/task.html", {"page": page, "form": form}, status=status)
