"""Giving up and writing off what is owed on terms: by the provider's finances, and by operators."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from capacity.operations.refusals import Refused
from marketplace.accounts.access import operator_required
from marketplace.accounts.http import ActingRequest
from marketplace.forms_only import form_of
from marketplace.money import format_money
from payments.models import Invoice, WriteOff
from payments.operations.banking.unapplied import free_credit
from payments.operations.invoicing import giving_up, recovering, writing_off
from payments.policies.writing_off import may_give_up
from payments.shown.confirming import Confirming, of_giving_up, of_recovery, of_write_off
from payments.shown.invoice import InvoicePage
from payments.shown.write_offs import WriteOffsPage
from payments.views.confirming import asked
from payments.views.invoices import with_invoice
from payments.views.lookups import while_payments_are_on
from payments.views.moving_on import move_on
from payments.views.refusing import UNPROCESSABLE, status_of
from payments.write_off_forms import ForgoingForm, GiveUpForm, RecoverForm, WriteOffForm


@require_POST
@with_invoice
def give_up(request: ActingRequest, found: Invoice) -> HttpResponse:
    if not may_give_up(found.booking, request.actor):
        raise Http404
    form = GiveUpForm(found, request.POST)

    def confirming() -> Confirming | None:
        return of_giving_up(found, form.money("amount"), form.money("interest"))

    def act() -> str:
        made = giving_up.give_up(
            invoice=found,
            amount=form.money("amount"),
            interest=form.money("interest"),
            reason=form.cleaned_data["reason"],
            by=request.actor,
            now=timezone.now(),
            seen=form.money("seen"),
        )
        told = {"amount": format_money(made.amount + made.interest)}
        return _("%(amount)s is given up; both sides are told.") % told

    return _done(request, found, form, confirming, act)


@form_of("payments:invoice")
@require_POST
@operator_required
@with_invoice
def write_off(request: ActingRequest, found: Invoice) -> HttpResponse:
    form = WriteOffForm(found, request.POST)

    def confirming() -> Confirming | None:
        return of_write_off(found, form.money("amount"))

    def act() -> str:
        made = writing_off.write_off(
            invoice=found,
            amount=form.money("amount"),
            reason=form.cleaned_data["reason"],
            by=request.actor,
            now=timezone.now(),
            seen=form.money("seen"),
        )
        if made.is_confirmed:
            return _("Written off; both sides are told, and the provider is paid.")
        return _("Kept; it counts once another operator has confirmed it.")

    return _done(request, found, form, confirming, act)


@form_of("payments:invoice")
@require_POST
@operator_required
@with_invoice
def recover(request: ActingRequest, found: Invoice) -> HttpResponse:
    form = RecoverForm(found, request.POST)

    def confirming() -> Confirming | None:
        return of_recovery(found, form.money("amount"), free=free_credit(found.customer, found.currency))

    def act() -> str:
        amount = form.money("amount")
        recovering.recover(
            invoice=found, amount=amount, by=request.actor, now=timezone.now(), seen=form.money("seen")
        )
        return _("%(amount)s is put to it.") % {"amount": format_money(amount)}

    return _done(request, found, form, confirming, act)


def _done(
    request: ActingRequest,
    found: Invoice,
    form: ForgoingForm,
    confirming: Callable[[], Confirming | None],
    act: Callable[[], str],
) -> HttpResponse:
    """Once it is confirmed back to the invoice; or there with what was typed and why it was not done."""
    if not form.is_valid():
        return _shown(request, found, form, UNPROCESSABLE)
    if answer := asked(request, confirming(), lambda: _shown(request, found, form, 200)):
        return answer
    try:
        said = act()
    except Refused as refusal:
        return _shown(request, found, form, status_of(refusal), str(refusal))
    move_on(found.plan_id)
    messages.success(request, said)
    return redirect(found)


def _shown(
    request: ActingRequest, found: Invoice, form: ForgoingForm | None, status: int, trouble: str = ""
) -> HttpResponse:
    """As the invoice stands now; so what is typed anew goes out from there."""
    fresh = Invoice.objects.for_page().get(pk=found.pk)
    page = InvoicePage(fresh, actor=request.actor, today=timezone.localdate(), form=form, trouble=trouble)
    return render(request, "payments/invoices/page.html", {"page": page}, status=status)


@require_safe
@never_cache
@while_payments_are_on
@operator_required
def desk(request: ActingRequest) -> HttpResponse:
    """What waits for a second operator, what is old enough, and what is not made good."""
    page = WriteOffsPage(today=timezone.localdate())
    return render(request, "payments/desk/write_offs.html", {"page": page})


@require_POST
@while_payments_are_on
@operator_required
def answer(request: ActingRequest, write_off_id: int) -> HttpResponse:
    """The second operator agrees, or does not."""
    found = get_object_or_404(
        WriteOff.objects.select_related("invoice__booking", "invoice__customer"), pk=write_off_id
    )
    is_confirmed = request.POST.get("answer") == "yes"
    try:
        writing_off.confirm_write_off(
            write_off=found, is_confirmed=is_confirmed, by=request.actor, now=timezone.now()
        )
    except Refused as refusal:
        return _shown(request, found.invoice, None, status_of(refusal), str(refusal))
    move_on(found.invoice.plan_id)
    if is_confirmed:
        messages.success(request, _("Written off; both sides are told, and the provider is paid."))
    else:
        messages.success(request, _("Not confirmed; nothing is written off."))
    return redirect("payments:write_offs")
