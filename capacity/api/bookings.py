"""One's own bookings: listing, holding, reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from capacity.api import examples
from capacity.api.lookups import booking_or_404, public_resource
from capacity.api.orders import order_of
from capacity.api.quotes import judge
from capacity.api.refusals import RefusingEndpoint, Unbookable
from capacity.enums import BookingState, Side
from capacity.models import Booking
from capacity.models.booking import BookingQuerySet
from capacity.operations.holds import hold
from capacity.operations.refusals import BookingRefused, NotPriced
from capacity.serializers.booking_told import BookingTold
from capacity.serializers.bookings import BookingRowSerializer, BookingSerializer, address_of
from capacity.serializers.filters import BookingQuery
from capacity.serializers.orders import HoldBody
from capacity.serializers.problems import PeriodProblemSerializer
from marketplace.accounts.actor import Actor
from marketplace.api.etags import tag_of, tagged
from marketplace.api.idempotency import safely_repeatable
from marketplace.api.operations import Operation, documented
from marketplace.api.paging import PARAMETERS, page_of
from marketplace.api.parsing import read, read_query, refuse_unknown
from marketplace.api.schema import PAGING

TAG = "Bookings"
PERIOD_PROBLEMS = {409: PeriodProblemSerializer, 422: PeriodProblemSerializer}


class BookingList(RefusingEndpoint):
    @documented(
        Operation(
            id="list_bookings",
            summary="List bookings",
            tag=TAG,
            answers=BookingRowSerializer,
            pages=True,
            asks=[BookingQuery, *PAGING],
        )
    )
    def get(self, request: Request) -> Response:
        """The bookings that the token's organisation made or provides, the newest first."""
        asked = read_query(BookingQuery, request.query_params, beside=PARAMETERS)
        page = page_of(bookings_of(self.actor, asked, self.now), request, newest_first=True)
        told = [BookingTold(booking, self.actor, self.now) for booking in page.rows]
        return Response(page.body(self.told(BookingRowSerializer, told, many=True)))

    @documented(
        Operation(
            id="hold",
            summary="Hold a period",
            tag=TAG,
            sends=HoldBody,
            answers=BookingSerializer,
            status=201,
            is_located=True,
            refuses=PERIOD_PROBLEMS,
            examples=[examples.HOLD, examples.TAKEN, examples.NAIVE],
        )
    )
    @safely_repeatable
    def post(self, request: Request) -> Response:
        """
        Claim units of a resource for fifteen minutes. The step `request` or `confirm` makes it last.
        """
        sent = read(HoldBody, request.data)
        resource = public_resource(sent["resource"])
        offer, order = order_of(resource, sent, self.now)
        try:
            booking = hold(offer=offer, order=order, by=self.actor, now=self.now, note=sent["note"])
        except (BookingRefused, NotPriced) as refused:
            raise Unbookable(
                refused, lambda: judge(resource, offer, order, self.actor, self.now)
            ) from refused
        told = self.told(BookingSerializer, BookingTold(booking, self.actor, self.now))
        headers = {"Location": address_of(booking, request), "ETag": tag_of(told, booking.step_count)}
        return Response(told, status=201, headers=headers)


class BookingDetail(RefusingEndpoint):
    @documented(
        Operation(
            id="read_booking", summary="Read a booking", tag=TAG, answers=BookingSerializer, is_tagged=True
        )
    )
    def get(self, request: Request, reference: str) -> Response:
        """A booking of one's own, with its price, its trail, and what this token may do now."""
        refuse_unknown(request.query_params, ())
        booking = booking_or_404(self.actor, reference)
        told = self.told(BookingSerializer, BookingTold(booking, self.actor, self.now))
        return tagged(request, told, booking.step_count)


def bookings_of(by: Actor, asked: dict[str, Any], now: datetime) -> BookingQuerySet:
    """What the actor is a party to, as it was asked for."""
    match asked.get("side"):
        case Side.CUSTOMER:
            mine = Booking.objects.booked_by(by.organisation)
        case Side.PROVIDER:
            mine = Booking.objects.provided_by(by.organisation)
        case _:
            mine = Booking.objects.visible_to(by)
    if "state" in asked:
        mine = mine.in_state(BookingState(asked["state"]), now)
    if "since" in asked:
        mine = mine.moved_since(asked["since"])
    if "resource" in asked:
        mine = mine.filter(resource__slug=asked["resource"])
    return mine.for_page()
