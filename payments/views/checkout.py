"""Paying for what is held: the checkout, the way to the gateway's page, and the way back."""

from __future__ import annotations

import logging
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations.holds import OverLimit
from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.http import ActingRequest
from payments.enums import OperationKind, OperationState, Rail
from payments.forms import CheckoutForm
from payments.gateway import GatewayProblem, gateway
from payments.gateway.values import Payment
from payments.models import PaymentOperation, PaymentPlan
from payments.operations.attempts import last_attempt
from payments.operations.banking.beginning import begin_by_bank
from payments.operations.beginning import Addresses, begin
from payments.operations.invoicing.agreeing import begin_on_terms
from payments.operations.paying_again import to_pay_again
from payments.policies.charging import LET_GO, is_to_pay
from payments.shown.checkout import CheckoutPage
from payments.shown.coming_back import ComingBack, Outcome, outcome_of
from payments.shown.plans import plan_of
from payments.shown.rails import rail_rows
from payments.shown.transfer import TransferPage
from payments.views.lookups import as_payer
from payments.views.moving_on import move_on

log = logging.getLogger(__name__)

UNPROCESSABLE, CONFLICT, FORBIDDEN = 422, 409, 403
LONGEST_PAUSE_SECONDS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@as_payer
def checkout(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """How to pay, and what happens then; sent, it leads to the gateway's page."""
    rails = [row.value for row in rail_rows(booking, now) if row.value]
    form = CheckoutForm(request.POST if request.method == "POST" else None, rails=rails)
    page = CheckoutPage(booking, actor=request.actor, now=now, form=form)
    if page.plan and page.plan.payment_ref:  # paid once, whatever became of it since
        return redirect("payments:back", booking.reference)
    if not is_to_pay(booking) or booking.state_at(now) not in (BookingState.HELD, *LET_GO):
        return redirect(booking)
    if request.method != "POST":
        return _shown(request, page)
    if not form.is_valid():
        return _shown(request, page, status=UNPROCESSABLE)
    try:
        return _begun(request, booking, form, now)
    except Refused as refusal:
        page.trouble = str(refusal)
        status = FORBIDDEN if isinstance(refusal, (NotAllowed, OverLimit)) else CONFLICT
        return _shown(request, page, status=status)


def _begun(request: ActingRequest, booking: Booking, form: CheckoutForm, now: datetime) -> HttpResponse:
    """To the page of the way that was chosen."""
    by, message = request.actor, form.cleaned_data["message"]
    if form.chosen == Rail.NET_TERMS:
        return _on_terms(request, booking, form, now)
    if form.chosen == Rail.MANUAL:
        begin_by_bank(booking=booking, by=by, now=now, message=message)
        return redirect("payments:transfer", booking.reference)
    operation = begin(
        booking=booking,
        rail=form.chosen,
        by=by,
        now=now,
        addresses=_addresses(request, booking),
        message=message,
    )
    move_on(operation.plan_id)
    operation.refresh_from_db()
    return redirect(operation.url) if operation.url else redirect("payments:opening", booking.reference)


@require_safe
@as_payer
def transfer(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """Where to send the money, and how far it is; once it is there, the booking tells the rest."""
    plan = plan_of(booking)
    if plan is None or plan.rail != Rail.MANUAL:
        return redirect("payments:checkout", booking.reference)
    if plan.payment_ref:
        return redirect(booking)
    page = TransferPage(plan, booking, now=now)
    return render(request, "payments/checkout/transfer.html", {"page": page})


def _on_terms(request: ActingRequest, booking: Booking, form: CheckoutForm, now: datetime) -> HttpResponse:
    """No gateway and no way back: the request is sent, or the reason why not is shown."""
    plan = begin_on_terms(booking=booking, by=request.actor, now=now, message=form.cleaned_data["message"])
    told = {"days": plan.terms.term_days, "provider": booking.provider.name}
    text = _("Sent to %(provider)s on terms: the invoice is due within %(days)d days after you accept.")
    messages.success(request, text % told)
    return redirect(booking)


def _shown(request: ActingRequest, page: CheckoutPage, *, status: int = 200) -> HttpResponse:
    return render(request, "payments/checkout/page.html", {"page": page}, status=status)


def _addresses(request: ActingRequest, booking: Booking) -> Addresses:
    back = request.build_absolute_uri(reverse("payments:back", args=[booking.reference]))
    return Addresses(success=back, cancel=back)


@require_safe
@as_payer
def opening(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """The gateway's page is not open yet: this one asks again by itself, and goes there."""
    plan = plan_of(booking)
    page = _newest_page(plan) if plan else None
    if plan is None or page is None:
        return redirect("payments:checkout", booking.reference)
    move_on(plan.pk)
    page.refresh_from_db()
    if page.url:
        return _go(request, page.url)
    has_failed = page.state in (OperationState.FAILED, OperationState.STUCK)
    return _asking(request, "payments/checkout/opening.html", {"booking": booking, "has_failed": has_failed})


def _newest_page(plan: PaymentPlan) -> PaymentOperation | None:
    return plan.operations.filter(kind=OperationKind.CHECKOUT).order_by("-created_at").first()


@require_safe
@as_payer
def back(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
    """From the gateway's page, whatever happened there: what is true now is asked, and told."""
    plan = plan_of(booking)
    if plan is None:
        return redirect("payments:checkout", booking.reference)
    if plan.rail == Rail.NET_TERMS and plan.is_secured:
        return redirect(booking)  # agreed after a page of the gateway was opened
    advanced = move_on(plan.pk)
    attempt, is_known = _last_attempt(advanced) if advanced else (None, False)
    plan, fresh, now = advanced or plan, Booking.objects.for_page().get(pk=booking.pk), timezone.now()
    if to_pay_again(plan, fresh, now).minor:
        return redirect(fresh)  # what was held is lost, and the booking's page says what to do
    outcome = outcome_of(plan, fresh, now, attempt=attempt, is_known=is_known)
    shown = ComingBack(outcome, plan, fresh, now, attempt.instructions_url if attempt else "")
    if outcome is Outcome.PAID:
        if shown.is_news:
            messages.success(request, shown.text)
        return _go(request, fresh.get_absolute_url())
    return _asking(request, "payments/checkout/back.html", {"booking": fresh, "back": shown})


def _last_attempt(plan: PaymentPlan) -> tuple[Payment | None, bool]:
    """Why nothing is secured; asked only where nothing is."""
    if plan.is_secured:
        return None, True
    try:
        return last_attempt(plan, gateway()), True
    except GatewayProblem as problem:
        log.warning("Payment plan %s: %s", plan.pk, problem)
        return None, False


def _go(request: ActingRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _asking(request: ActingRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A page, or its live part; it asks again after a pause that grows."""
    asked = request.GET.get("asked", "")
    times = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    pause = min(2 + 2 * times, LONGEST_PAUSE_SECONDS)
    part = template.replace("checkout/", "checkout/_") if request.htmx else template
    return render(request, part, context | {"asked": times + 1, "pause": pause})
