"""Invoices for the finance people of both sides: the aged board, one invoice, and its evidence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from capacity.enums import Side
from marketplace.accounts.access import ask_to_sign_in, member_required, require_role
from marketplace.accounts.enums import Role
from marketplace.accounts.http import ActingRequest, MemberRequest
from payments.models import CreditLimit, Invoice
from payments.papers.evidence import evidence
from payments.shown.credit import limit_rows
from payments.shown.invoice import InvoicePage
from payments.shown.invoices import InvoicesPage
from payments.views.lookups import while_payments_are_on

SIDES = {Side.CUSTOMER: "buyer", Side.PROVIDER: "provider", Side.OPERATOR: "operator"}


@require_safe
@while_payments_are_on
@member_required(Role.FINANCE)
def invoices(request: MemberRequest) -> HttpResponse:
    """What the firm has to pay."""
    return _board(request, Side.CUSTOMER)


@require_safe
@while_payments_are_on
@member_required(Role.FINANCE)
def workshop_invoices(request: MemberRequest) -> HttpResponse:
    """What is owed to the firm."""
    return _board(request, Side.PROVIDER)


def _board(request: MemberRequest, side: Side) -> HttpResponse:
    request.side = SIDES[side]  # type: ignore[attr-defined]  # read by the shell
    today = timezone.localdate()
    page = InvoicesPage(request.organisation, side, request.GET, today=today)
    own = CreditLimit.objects.filter(customer=request.organisation)
    limits = limit_rows(own, today) if side is Side.CUSTOMER else []
    return render(request, "payments/invoices/board.html", {"page": page, "rows": limits})


def with_invoice(view: Callable[[ActingRequest, Invoice], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view an invoice of the person's own firm, whose finance the person looks after."""

    @wraps(view)
    def found(request: HttpRequest, number: str) -> HttpResponse:
        asking: Any = request
        if asking.actor.user is None:
            return ask_to_sign_in(request)
        mine = Invoice.objects.visible_to(asking.actor).for_page()
        invoice = get_object_or_404(mine, number=number)
        side = invoice.booking.side_of(asking.actor)
        if side is not Side.OPERATOR:
            require_role(asking.actor, Role.FINANCE)
        asking.side = SIDES[side] if side else ""
        return view(asking, invoice)

    return never_cache(while_payments_are_on(found))


@require_safe
@with_invoice
def evidence_pack(request: ActingRequest, found: Invoice) -> HttpResponse:
    """All that proves the claim, in one archive."""
    body = evidence(found, actor=request.actor, now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{found.number}.zip"'}
    return HttpResponse(body, content_type="application/zip", headers=headers)


@require_safe
@with_invoice
def invoice(request: ActingRequest, found: Invoice) -> HttpResponse:
    page = InvoicePage(found, actor=request.actor, today=timezone.localdate())
    return render(request, "payments/invoices/page.html", {"page": page})
