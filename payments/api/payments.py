"""The payment of a booking for programs: chosen by them, made by a person at the gateway."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from capacity.models import Booking
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation, documented
from marketplace.api.parsing import read, refuse_unknown
from payments.api.endpoint import MoneyEndpoint
from payments.api.told import PaymentBody, PaymentSerializer
from payments.enums import Rail
from payments.models import PaymentPlan
from payments.operations.banking.beginning import begin_by_bank
from payments.operations.beginning import Addresses, begin

PAGES = {Rail.MANUAL: "payments:transfer"}  # every other way leads to a page of the gateway


def _operation(id_: str, summary: str, **others: Any) -> Operation:
    others.setdefault("refuses", dict.fromkeys((403, 404)))
    return Operation(id=id_, summary=summary, tag="Payments", answers=PaymentSerializer, **others)


class BookingPayment(MoneyEndpoint):
    @documented(_operation("read_payment", "Read how a booking is paid"))
    def get(self, request: Request, reference: str) -> Response:
        """How it is paid and how far that is; there is none until somebody has chosen."""
        refuse_unknown(request.query_params, ())
        plan = get_object_or_404(PaymentPlan, booking=self._booking(reference))
        return self._told(request, plan)

    @documented(_operation("begin_payment", "Begin to pay", sends=PaymentBody, status=201))
    @safely_repeatable
    def post(self, request: Request, reference: str) -> Response:
        """Freezes price and fee, keeps the hold, and names the page where a person pays."""
        booking = self._booking(reference)
        sent = read(PaymentBody, request.data)
        rail, message = Rail(sent["rail"]), sent["message"]
        if rail == Rail.MANUAL:
            plan = begin_by_bank(booking=booking, by=self.actor, now=self.now, message=message)
        else:
            back = request.build_absolute_uri(reverse("payments:back", args=[booking.reference]))
            operation = begin(
                booking=booking,
                rail=rail,
                by=self.actor,
                now=self.now,
                addresses=Addresses(success=back, cancel=back),
                message=message,
            )
            plan = operation.plan
        return self._told(request, plan, status=201)

    def _booking(self, reference: str) -> Booking:
        return get_object_or_404(Booking.objects.visible_to(self.actor), reference=reference)

    def _told(self, request: Request, plan: PaymentPlan, *, status: int = 200) -> Response:
        page = PAGES.get(Rail(plan.rail), "payments:opening")
        pay_at = request.build_absolute_uri(reverse(page, args=[plan.booking.reference]))
        return Response(self.told(PaymentSerializer, plan, pay_at=pay_at), status=status)
