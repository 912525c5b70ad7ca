"""Asking what a period would cost and meet, without holding it."""

from __future__ import annotations

from datetime import datetime

from rest_framework.request import Request
from rest_framework.response import Response

from capacity.api import examples
from capacity.api.lookups import booking_or_404, resource_or_404
from capacity.api.orders import check_near, order_of
from capacity.api.refusals import PublicRefusingEndpoint, RefusingEndpoint
from capacity.models import Booking, Offer, Resource
from capacity.operations.assessments import Order, assess, assess_change
from capacity.serializers.orders import OrderBody
from capacity.serializers.quotes import ChangeQuoteSerializer, Judgement, QuoteSerializer
from capacity.serializers.steps import ChangeBody
from marketplace.accounts.actor import Actor
from marketplace.api.operations import Operation, documented
from marketplace.api.parsing import read
from marketplace.periods import Period


class ResourceQuote(PublicRefusingEndpoint):
    @documented(
        Operation(
            id="quote_resource",
            summary="Quote a period",
            tag="Resources",
            sends=OrderBody,
            answers=QuoteSerializer,
            refuses={422: None},
            examples=[examples.QUOTE, examples.NAIVE],
        )
    )
    def post(self, request: Request, slug: str) -> Response:
        """The price with its lines, every rule that stands against it, and up to five periods that pass."""
        sent = read(OrderBody, request.data)
        resource = resource_or_404(self.actor, slug)
        offer, order = order_of(resource, sent, self.now)
        return Response(self.told(QuoteSerializer, judge(resource, offer, order, self.actor, self.now)))


class BookingQuote(RefusingEndpoint):
    @documented(
        Operation(
            id="quote_booking",
            summary="Quote a change of a booking",
            tag="Bookings",
            sends=ChangeBody,
            answers=ChangeQuoteSerializer,
            examples=[examples.CHANGE],
        )
    )
    def post(self, request: Request, reference: str) -> Response:
        """What another period would cost by the terms agreed, and what stands against it."""
        booking = booking_or_404(self.actor, reference)
        period = read(ChangeBody, request.data, booking=booking)["period"]
        check_near(period, self.now)
        return Response(self.told(ChangeQuoteSerializer, judge_change(booking, period, self.now)))


def judge(resource: Resource, offer: Offer, order: Order, by: Actor, now: datetime) -> Judgement:
    assessment = assess(resource=resource, offer=offer, customer=by.organisation, order=order, now=now)
    return Judgement(assessment, resource.site.zone)


def judge_change(booking: Booking, period: Period, now: datetime) -> Judgement:
    order = Order(period, booking.units, booking.quantity, booking.extras)
    assessment = assess_change(booking=booking, resource=booking.resource, order=order, now=now)
    return Judgement(assessment, booking.resource.site.zone, agreed=booking.total)
