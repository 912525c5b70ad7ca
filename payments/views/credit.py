"""Granting credit limits: a provider's finance people for their firm, operators for anybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from capacity.operations.refusals import Refused
from marketplace.accounts.access import member_required, operator_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import ActingRequest, MemberRequest
from marketplace.accounts.models import Organisation
from payments.credit_forms import FIELDS, GrantForm
from payments.models import CreditLimit
from payments.operations.invoicing.credit import BadTerms, grant_limit, withdraw_limit
from payments.shown.credit import limit_rows
from payments.views.lookups import while_payments_are_on

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@member_required(Role.FINANCE)
def workshop_credit(request: MemberRequest) -> HttpResponse:
    """What the firm has granted to its customers, and the form of another limit."""
    firm = request.organisation
    return _page(request, firm, CreditLimit.objects.filter(provider=firm), here="payments:workshop_credit")


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@operator_required
def desk_credit(request: ActingRequest) -> HttpResponse:
    """Every limit of the marketplace."""
    return _page(request, None, CreditLimit.objects.all(), here="payments:desk_credit")


def _page(request: ActingRequest, firm: Organisation | None, limits: Any, *, here: str) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    form = GrantForm(request.POST if request.method == "POST" else None, provider=firm, today=today)
    if form.is_valid():
        try:
            customer = form.cleaned_data["customer"]
            grant_limit(
                customer=customer, provider=form.granting, grant=form.grant, by=request.actor, now=now
            )
        except Refused as refusal:
            field = FIELDS[refusal.field] if isinstance(refusal, BadTerms) else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, _("Granted; %(customer)s can order on terms.") % {"customer": customer})
            return redirect(here)
    context = {
        "form": form,
        "rows": limit_rows(limits, today),
        "is_desk": firm is None,
        "withdraw": "payments:desk_withdraw_credit" if firm is None else "payments:withdraw_credit",
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "payments/credit/page.html", context, status=status)


@require_POST
@while_payments_are_on
@member_required(Role.FINANCE)
def withdraw_credit(request: MemberRequest, limit_id: int) -> HttpResponse:
    limit = get_object_or_404(CreditLimit, pk=limit_id, provider=request.organisation)
    return _withdrawn(request, limit, here="payments:workshop_credit")


@require_POST
@while_payments_are_on
@operator_required
def desk_withdraw_credit(request: ActingRequest, limit_id: int) -> HttpResponse:
    return _withdrawn(request, get_object_or_404(CreditLimit, pk=limit_id), here="payments:desk_credit")


def _withdrawn(request: ActingRequest, limit: CreditLimit, *, here: str) -> HttpResponse:
    withdraw_limit(limit=limit, by=request.actor, now=timezone.now())
    messages.success(request, _("Withdrawn; what is owed already keeps its term."))
    return redirect(here)
