"""The operators' desk of the bank: taking over a statement, and saying what each line was for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from payments.forms import MatchForm, ReasonForm, StatementForm
from payments.models import BankLine
from payments.operations.banking import confirming, importing
from payments.operations.banking.refusals import AlreadyDecided
from payments.operations.banking.statements.reading import MOST_BYTES
from payments.operations.banking.statements.rows import StatementRefused
from payments.operations.banking.tasks import come_back, prove
from payments.operations.banking.undoing import undo
from payments.shown.banking import LinePage, LinesPage
from payments.views.lookups import while_payments_are_on
from payments.views.moving_on import move_on

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@operator_required
def lines(request: ActingRequest) -> HttpResponse:
    """What the bank told; sent, a statement is taken over."""
    form = StatementForm(request.POST or None, request.FILES or None, initial={"currency": "CNY"})
    page = LinesPage(request.GET, now=timezone.now())
    if request.method != "POST":
        return render(request, "payments/bank/lines.html", {"page": page, "form": form})
    problems: tuple[object, ...] = ()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = importing.import_statement(
                data=file.read(MOST_BYTES + 1),
                file_name=file.name,
                currency=form.cleaned_data["currency"],
                by=request.actor,
                now=timezone.now(),
            )
        except StatementRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            if not taken.problems:
                messages.success(request, _said(taken))
                return redirect("payments:bank_lines")
            problems = taken.problems
    context = {"page": page, "form": form, "problems": problems}
    return render(request, "payments/bank/lines.html", context, status=UNPROCESSABLE)


def _said(taken: importing.Imported) -> str:
    new = ngettext("%(count)d new line.", "%(count)d new lines.", taken.new) % {"count": taken.new}
    if not taken.known:
        return new
    known = ngettext("%(count)d was there already.", "%(count)d were there already.", taken.known) % {
        "count": taken.known
    }
    return f"{new} {known}"


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@operator_required
def line(request: ActingRequest, line_id: int) -> HttpResponse:
    """One line: look at it, and say what it was for."""
    found = get_object_or_404(BankLine.objects.select_related("statement", "decided_by"), pk=line_id)
    page = LinePage(found, now=timezone.now(), asked=request.GET.get("q", ""))
    if request.method != "POST":
        return _shown(request, page)
    try:
        form = ACTS.get(request.POST.get("act", ""), _match)(request, page)
    except AlreadyDecided as refusal:
        found.refresh_from_db()
        return _shown(request, LinePage(found, now=timezone.now(), trouble=str(refusal)), status=CONFLICT)
    except Refused as refusal:
        page.trouble = str(refusal)
        return _shown(request, page, status=UNPROCESSABLE)
    if form is not None:
        return _shown(request, page, form=form, status=UNPROCESSABLE)
    return redirect("payments:bank_lines")


def _match_form(page: LinePage, data: object = None) -> MatchForm:
    return MatchForm(data, waiting=page.waiting, customers=page.customers, suggestion=page.suggestion)


def _match(request: ActingRequest, page: LinePage) -> MatchForm | None:
    """The form, if it is wrong."""
    if not page.is_open:
        raise AlreadyDecided
    form = _match_form(page, request.POST)
    if not form.is_valid():
        return form
    shares, customer = form.shares, form.whose
    confirming.confirm(line=page.line, customer=customer, shares=shares, by=request.actor, now=timezone.now())
    plans = [move_on(share.plan.pk) for share in shares]
    secured = [plan for plan in plans if plan and plan.is_secured]
    names = ", ".join(plan.booking.reference for plan in secured)
    told = {"customer": customer.name, "bookings": names}
    if secured:
        messages.success(request, _("The money is secured for %(bookings)s.") % told)
    elif paid := {part.invoice.number: None for part in page.allocations}:
        told["invoices"] = ", ".join(paid)
        messages.success(request, _("It pays %(invoices)s of %(customer)s.") % told)
    elif shares:
        messages.info(request, _("Kept for %(customer)s; it does not secure a booking yet.") % told)
    else:
        messages.info(request, _("Kept for %(customer)s, and applied to nothing yet.") % told)
    return None


def _set_aside(request: ActingRequest, page: LinePage) -> None:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    confirming.set_aside(line=page.line, reason=reason, by=request.actor, now=timezone.now())
    messages.success(request, _("The line is set aside, and nothing is posted."))


def _take_back(request: ActingRequest, page: LinePage) -> None:
    confirming.take_back(line=page.line, by=request.actor)
    messages.success(request, _("The line is to be matched again."))


def _prove(request: ActingRequest, page: LinePage) -> None:
    chosen = [task for task in page.tasks if str(task.pk) in request.POST.getlist("task")]
    prove(line=page.line, tasks=chosen, by=request.actor, now=timezone.now())
    messages.success(request, _("What was sent is posted."))


def _come_back(request: ActingRequest, page: LinePage) -> None:
    chosen = next((task for task in page.sent if str(task.pk) == request.POST.get("task")), None)
    if chosen is None:
        raise AlreadyDecided
    come_back(line=page.line, task=chosen, by=request.actor, now=timezone.now())
    if chosen.plan_id is not None:
        move_on(chosen.plan_id)
    messages.success(request, _("It came back: it is owed again."))


def _undo(request: ActingRequest, page: LinePage) -> None:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    undo(line=page.line, reason=reason, by=request.actor, now=timezone.now())
    messages.success(request, _("The match is undone, and the line is to be matched again."))


ACTS = {
    "aside": _set_aside,
    "back": _take_back,
    "prove": _prove,
    "returned": _come_back,
    "undo": _undo,
}


def _shown(
    request: ActingRequest, page: LinePage, *, form: MatchForm | None = None, status: int = 200
) -> HttpResponse:
    context = {"page": page, "form": form or _match_form(page), "reason": ReasonForm()}
    return render(request, "payments/bank/line.html", context, status=status)
