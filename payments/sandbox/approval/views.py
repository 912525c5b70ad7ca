"""The pages that Stripe would host, paying and telling it about a firm; with what a demo needs besides."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from payments.sandbox import acting
from payments.sandbox.approval.choices import REFUSING, why_declined
from payments.sandbox.approval.forms import CHALLENGE, REFUSE, PayForm
from payments.sandbox.approval.shown import A_DAY, CheckoutPage
from payments.sandbox.refusals import Refusal
from payments.sandbox.rows import SandboxObject

UNPROCESSABLE = 422
View = Callable[..., HttpResponse]


def in_sandbox(view: View) -> View:
    """Where real money moves these pages are not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.PAYMENTS_BACKEND != "sandbox":
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(guarded)


@in_sandbox
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, ref: str) -> HttpResponse:
    """Its id is the right to see it, as at Stripe."""
    session = _session(ref)
    if request.method != "POST":
        return _shown(request, CheckoutPage(session))
    form = PayForm(session, request.POST)
    if not form.is_valid():
        return _shown(request, CheckoutPage(session, said=_("Choose what to pay with.")), UNPROCESSABLE)
    try:
        said = _act(request.POST.get("act", ""), ref, form.cleaned_data["means"])
    except Refusal:
        return _shown(request, CheckoutPage(_session(ref)), UNPROCESSABLE)
    page = CheckoutPage(_session(ref), said=said)
    if said or page.state == "waiting":
        return _shown(request, page, UNPROCESSABLE if said else 200)
    return redirect(page.success_url)


def _act(act: str, ref: str, means: str) -> str | Promise:
    """Do what the button says; why nothing was paid, or nothing."""
    now = timezone.now()
    if act == CHALLENGE:
        acting.fail_challenge(session_ref=ref, now=now)
        return why_declined("authentication_required")
    instrument = REFUSING if act == REFUSE else means
    decline = acting.pay(session_ref=ref, instrument=instrument, now=now)
    return why_declined(decline) if decline else ""


@in_sandbox
@require_POST
def money_arrives(request: HttpRequest, ref: str) -> HttpResponse:
    page = CheckoutPage(_session(ref), money_data=request.POST)
    form = page.money_form
    if page.payment is None or page.state != "waiting" or form is None or not form.is_valid():
        return _shown(request, page, UNPROCESSABLE)
    amount = form.cleaned_data["amount"]
    acting.money_arrives(payment_ref=page.payment.ref, amount=amount, now=timezone.now())
    return redirect("sandbox:checkout", ref)


@in_sandbox
@require_POST
def dispute(request: HttpRequest, ref: str) -> HttpResponse:
    page = CheckoutPage(_session(ref), money_data=request.POST)
    form = page.money_form
    if page.charge is None or form is None or not form.is_valid():
        return _shown(request, page, UNPROCESSABLE)
    try:
        amount = form.cleaned_data["amount"]
        acting.open_dispute(charge_ref=page.charge.ref, amount=amount, now=timezone.now())
    except Refusal:
        form.add_error("amount", _("No more can be taken back than was paid."))
        return _shown(request, page, UNPROCESSABLE)
    return redirect("sandbox:checkout", ref)


@in_sandbox
@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """The payer's bank says who has won."""
    page = CheckoutPage(_session(ref))
    if page.open_dispute:
        is_won = request.POST.get("act") == "won"
        acting.close_dispute(dispute_ref=page.open_dispute.ref, is_won=is_won, now=timezone.now())
    return redirect("sandbox:checkout", ref)


@in_sandbox
@require_POST
def a_day_on(request: HttpRequest, ref: str) -> HttpResponse:
    """For everything in the sandbox, not for this page alone."""
    page = CheckoutPage(_session(ref))
    acting.go_on(by=A_DAY, now=timezone.now())
    return redirect("sandbox:checkout", page.ref)


@in_sandbox
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, ref: str) -> HttpResponse:
    """A firm tells Stripe about itself; here it only says how that ends."""
    row = get_object_or_404(SandboxObject, kind="v2.core.account", ref=ref)
    if request.method == "POST":
        is_accepted = request.POST.get("act") != REFUSE
        row = acting.decide_account(account_ref=ref, is_accepted=is_accepted, now=timezone.now())
        return redirect(
            row.hidden["return_url"] or "sandbox:account", *([] if row.hidden["return_url"] else [ref])
        )
    return render(request, "payments/approval/account.html", {"account": row})


def _session(ref: str) -> SandboxObject:
    return get_object_or_404(SandboxObject, kind="checkout.session", ref=ref)


def _shown(request: HttpRequest, page: CheckoutPage, status: int = 200) -> HttpResponse:
    return render(request, "payments/approval/checkout.html", {"page": page}, status=status)
