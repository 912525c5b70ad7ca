"""Closing the books month by month."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from payments.desk_forms import CloseForm
from payments.operations.closing import close_month
from payments.shown.months import MonthsPage
from payments.views.lookups import while_payments_are_on

UNPROCESSABLE, CONFLICT = 422, 409


@while_payments_are_on
@operator_required
def months(request: ActingRequest) -> HttpResponse:
    """What is closed, what can be closed next and what speaks against it; sent, it is closed."""
    now = timezone.now()
    page, status = MonthsPage(now=now), 200
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"month": page.next})
    if form.is_valid():
        try:
            closed = close_month(month=form.cleaned_data["month"], by=request.actor, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT
        else:
            messages.success(request, _("%(month)s is closed.") % {"month": f"{closed.month:%Y-%m}"})
            return redirect("payments_desk:months")
    elif form.is_bound:
        status = UNPROCESSABLE
    return render(request, "payments/desk/months.html", {"page": page, "form": form}, status=status)
