"""Finding things through the person asking: what they may not see is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from capacity.enums import Side
from capacity.models import Booking
from marketplace.accounts.access import ask_to_sign_in
from marketplace.accounts.http import ActingRequest

P = ParamSpec("P")
BookingView = Callable[Concatenate[ActingRequest, Booking, datetime, P], HttpResponse]

SIDES = {Side.CUSTOMER: "buyer", Side.PROVIDER: "provider", Side.OPERATOR: "operator"}


def with_booking(view: BookingView[P]) -> Callable[..., HttpResponse]:
    """Give the view a booking that the signed-in person is a party to, and the time of the request."""

    @wraps(view)
    def found(request: HttpRequest, reference: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asking: ActingRequest = request  # type: ignore[assignment]  # the middleware has seen it
        if asking.actor.user is None:
            return ask_to_sign_in(request)
        mine = Booking.objects.visible_to(asking.actor).for_page()
        booking = get_object_or_404(mine, reference=reference)
        side = booking.side_of(asking.actor)
        request.side = SIDES[side] if side else ""  # type: ignore[attr-defined]  # read by the shell
        return view(asking, booking, timezone.now(), *args, **kwargs)

    return found
