"""A firm's own bank account: entered by one of its finances, confirmed by another or an operator."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from capacity.operations.refusals import Refused
from marketplace.accounts.access import member_required, operator_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import ActingRequest, MemberRequest
from payments.account_forms import BankAccountForm
from payments.models import BankAccount
from payments.operations.bank_accounts import confirm_bank_account, enter_account, withdraw_bank_account
from payments.views.lookups import while_payments_are_on

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@member_required(Role.FINANCE)
def enter(request: MemberRequest) -> HttpResponse:
    given = {"currency": request.GET.get("currency", "CNY"), "holder": request.organisation.name_zh}
    form = BankAccountForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        enter_account(details=form.details, by=request.actor, now=timezone.now())
        messages.success(request, _("Entered. Somebody else in your finance team has to confirm it now."))
        return redirect("payments:earnings")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "payments/earnings/bank_account.html", {"form": form}, status=status)


@require_POST
@while_payments_are_on
@member_required(Role.FINANCE)
def act_on(request: MemberRequest, account_id: int, act: str) -> HttpResponse:
    """Confirmed by a second person of the firm, or withdrawn by any."""
    account = get_object_or_404(BankAccount, pk=account_id, organisation=request.organisation)
    _done(request, account, act, timezone.now())
    return redirect("payments:earnings")


@require_POST
@while_payments_are_on
@operator_required
def act_at_desk(request: ActingRequest, account_id: int, act: str) -> HttpResponse:
    _done(request, get_object_or_404(BankAccount, pk=account_id), act, timezone.now())
    return redirect("payments:accounts")


def _done(request: ActingRequest, account: BankAccount, act: str, now: datetime) -> None:
    """:raises Http404: there is no such act"""
    try:
        if act == "confirm":
            confirm_bank_account(account=account, by=request.actor, now=now)
            messages.success(request, _("The account is confirmed; it is used after 24 hours."))
        elif act == "withdraw":
            withdraw_bank_account(account=account, by=request.actor, now=now)
            messages.success(request, _("The account is withdrawn."))
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
