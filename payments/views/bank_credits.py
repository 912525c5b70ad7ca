"""What customers have with us that is for nothing yet: for a booking, for invoices, or back to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from marketplace.money import format_money
from payments.operations.banking import unapplied
from payments.shown.bank_credits import CreditsPage
from payments.views.lookups import while_payments_are_on
from payments.views.moving_on import move_on

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@while_payments_are_on
@operator_required
def credits_of_customers(request: ActingRequest) -> HttpResponse:
    page = CreditsPage(now=timezone.now())
    if request.method == "POST":
        try:
            if _acted(request, page):
                return redirect("payments:bank_credits")
            page.trouble = _("Choose what is to become of the money.")
        except Refused as refusal:
            page.trouble = str(refusal)
    status = UNPROCESSABLE if page.trouble else 200
    return render(request, "payments/bank/credits.html", {"page": page}, status=status)


def _acted(request: ActingRequest, page: CreditsPage) -> bool:
    row = page.row(request.POST.get("row", ""))
    if row is None:
        return False
    now, act = timezone.now(), request.POST.get("act", "")
    if act == "return":
        unapplied.return_credit(customer=row.customer, amount=row.free, by=request.actor, now=now)
        told = {"amount": format_money(row.free), "name": row.customer.name}
        messages.success(request, _("%(amount)s is to be sent back to %(name)s.") % told)
        return True
    if act == "invoices" and row.owes.minor:
        amount = row.for_invoices
        unapplied.put_to_invoices(customer=row.customer, amount=amount, by=request.actor, now=now)
        told = {"amount": format_money(amount), "name": row.customer.name}
        messages.success(request, _("%(amount)s is put to what %(name)s owes.") % told)
        return True
    found = next((each for each in row.for_bookings if str(each[0].plan.pk) == act), None)
    if found is None:
        return False
    chosen, amount = found
    unapplied.put_to_booking(plan=chosen.plan, amount=amount, by=request.actor, now=now)
    move_on(chosen.plan.pk)
    told = {"booking": chosen.plan.booking.reference, "amount": format_money(amount)}
    messages.success(request, _("%(amount)s is put to %(booking)s.") % told)
    return True
