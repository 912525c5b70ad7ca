"""Payout accounts that were changed, for operators: where a firm has nobody else to confirm them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from payments.models import BankAccount, PayoutAccount
from payments.operations.payout_accounts import confirm_account
from payments.views.lookups import while_payments_are_on


@require_safe
@while_payments_are_on
@operator_required
def accounts(request: ActingRequest) -> HttpResponse:
    waiting = PayoutAccount.objects.to_confirm().select_related("organisation", "changed_by")
    by_bank = BankAccount.objects.to_confirm().select_related("organisation", "changed_by")
    context = {"waiting": waiting, "by_bank": by_bank, "zone": settings.TIME_ZONE}
    return render(request, "payments/accounts/page.html", context)


@require_POST
@while_payments_are_on
@operator_required
def confirm(request: ActingRequest, account_id: int) -> HttpResponse:
    confirm_and_tell(request, get_object_or_404(PayoutAccount, pk=account_id))
    return redirect("payments:accounts")


def confirm_and_tell(request: ActingRequest, account: PayoutAccount) -> None:
    try:
        confirm_account(account=account, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The account is confirmed; payouts go to it after 24 hours."))
