"""Letting in who pays: the customer's own people, and nobody where payments are off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from capacity.enums import Side
from capacity.lookups import with_booking
from capacity.models import Booking
from capacity.policies.permissions import BUYING
from marketplace.accounts.access import require_role
from marketplace.accounts.http import ActingRequest

View = Callable[[ActingRequest, Booking, datetime], HttpResponse]
AnyView = Callable[..., HttpResponse]


def while_payments_are_on(view: AnyView) -> AnyView:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.PAYMENTS_BACKEND == "off":
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def as_payer(view: View) -> AnyView:
    """Give the view a booking that the person's organisation pays; to its provider this is not there."""

    @wraps(view)
    def guarded(request: ActingRequest, booking: Booking, now: datetime) -> HttpResponse:
        if booking.side_of(request.actor) is not Side.CUSTOMER:
            raise Http404
        require_role(request.actor, *BUYING)
        return view(request, booking, now)

    return never_cache(while_payments_are_on(with_booking(guarded)))
