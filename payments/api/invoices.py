"""Invoices for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from capacity.models import Booking
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation, documented
from marketplace.api.paging import PARAMETERS, page_of
from marketplace.api.parsing import read, refuse_unknown
from marketplace.api.schema import PAGING
from payments.api.endpoint import MoneyEndpoint
from payments.api.told import (
    AgreedSerializer,
    InvoiceDetailSerializer,
    InvoiceSerializer,
    OnTermsBody,
)
from payments.models import AgreedTerms, Invoice
from payments.operations.invoicing.agreeing import begin_on_terms

TAG = "Invoices"


def _operation(id_: str, summary: str, **others: Any) -> Operation:
    others.setdefault("refuses", dict.fromkeys((403, 404)))
    return Operation(id=id_, summary=summary, tag=TAG, **others)


class Invoices(MoneyEndpoint):
    @documented(
        _operation("list_invoices", "List invoices", answers=InvoiceSerializer, pages=True, asks=PAGING)
    )
    def get(self, request: Request) -> Response:
        """What the token's firm owes and is owed, the newest first."""
        self.need_finance()
        refuse_unknown(request.query_params, PARAMETERS)
        page = page_of(Invoice.objects.visible_to(self.actor).for_page(), request, newest_first=True)
        return Response(page.body(self.told(InvoiceSerializer, page.rows, many=True, today=self.today)))


class OrderOnTerms(MoneyEndpoint):
    @documented(
        _operation(
            "order_on_terms",
            "Order on terms what is held",
            answers=AgreedSerializer,
            sends=OnTermsBody,
            status=201,
        )
    )
    @safely_repeatable
    def post(self, request: Request, reference: str) -> Response:
        """Sends the request at once, where a credit limit reaches; the invoice follows acceptance."""
        booking = get_object_or_404(Booking.objects.visible_to(self.actor), reference=reference)
        sent = read(OnTermsBody, request.data)
        plan = begin_on_terms(booking=booking, by=self.actor, now=self.now, message=sent["message"])
        agreed = AgreedTerms.objects.select_related("plan__booking").get(plan=plan)
        return Response(self.told(AgreedSerializer, agreed), status=201)


class InvoiceDetail(MoneyEndpoint):
    @documented(_operation("read_invoice", "Read an invoice", answers=InvoiceDetailSerializer))
    def get(self, request: Request, number: str) -> Response:
        """With what was paid of it, and the interest day by day."""
        found = get_object_or_404(Invoice.objects.visible_to(self.actor).for_page(), number=number)
        self.need_finance()
        refuse_unknown(request.query_params, ())
        return Response(self.told(InvoiceDetailSerializer, found, today=self.today))
