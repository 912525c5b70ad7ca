"""What a provider earns, and where it is sent."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.access import member_required
from marketplace.accounts.enums import Role
from marketplace.accounts.http import MemberRequest
from payments.gateway import GatewayProblem, gateway
from payments.models import PayoutAccount
from payments.operations.inbox import refresh_account
from payments.operations.payout_accounts import Returns, page_to_fill_in
from payments.shown.earnings import EarningsPage
from payments.views.accounts import confirm_and_tell
from payments.views.lookups import while_payments_are_on

log = logging.getLogger(__name__)


@require_safe
@while_payments_are_on
@member_required(Role.FINANCE)
def earnings(request: MemberRequest) -> HttpResponse:
    page = EarningsPage(request.organisation, request.GET, actor=request.actor, now=timezone.now())
    return render(request, "payments/earnings/page.html", {"page": page})


@require_POST
@while_payments_are_on
@member_required(Role.FINANCE)
def open_account(request: MemberRequest) -> HttpResponse:
    """To the gateway's page about the firm."""
    returns = Returns(
        done=request.build_absolute_uri(reverse("payments:account_back")),
        run_out=request.build_absolute_uri(reverse("payments:account_again")),
    )
    try:
        address = page_to_fill_in(by=request.actor, gateway=gateway(), now=timezone.now(), returns=returns)
    except GatewayProblem as problem:
        log.warning("Payout account of %s: %s", request.organisation, problem)
        messages.error(request, _("The payment provider cannot be reached now. Try again in a little while."))
        return redirect("payments:earnings")
    return redirect(address)


@never_cache
@require_safe
@while_payments_are_on
@member_required(Role.FINANCE)
def account_back(request: MemberRequest) -> HttpResponse:
    """From the gateway's page: whether the firm may be paid is asked anew."""
    account = PayoutAccount.objects.filter(organisation=request.organisation).exclude(ref="").first()
    if account is None:
        return redirect("payments:earnings")
    try:
        refresh_account(account.ref, gateway())
    except GatewayProblem as problem:
        log.warning("Payout account %s: %s", account, problem)
        messages.warning(request, _("The payment provider has not answered yet; look again soon."))
        return redirect("payments:earnings")
    account.refresh_from_db()
    if account.is_active:
        messages.success(
            request, _("The payment provider has accepted your account. It has to be confirmed now.")
        )
    else:
        messages.warning(request, _("The payment provider has not accepted the account yet."))
    return redirect("payments:earnings")


@require_POST
@while_payments_are_on
@member_required(Role.FINANCE)
def confirm(request: MemberRequest) -> HttpResponse:
    """By a second person of the firm."""
    account = get_object_or_404(PayoutAccount, organisation=request.organisation)
    confirm_and_tell(request, account)
    return redirect("payments:earnings")


@require_safe
@while_payments_are_on
@member_required(Role.FINANCE)
def account_again(request: MemberRequest) -> HttpResponse:
    """The gateway's page had run out."""
    messages.warning(request, _("The page had expired. Open it again."))
    return redirect("payments:earnings")
