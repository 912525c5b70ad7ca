"""Tells every request who asks, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from django.utils.functional import SimpleLazyObject

from marketplace.accounts.acting import Acting

Handler = Callable[[HttpRequest], Any]  # an answer, or the promise of one


@sync_and_async_middleware
def acting_middleware(get_response: Handler) -> Handler:
    """Set `request.acting` and `request.actor`; the database is asked when somebody looks at them."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            introduce(request)
            answer: HttpResponseBase = await get_response(request)
            return answer

        return later

    def at_once(request: HttpRequest) -> HttpResponseBase:
        introduce(request)
        answer: HttpResponseBase = get_response(request)
        return answer

    return at_once


def introduce(request: HttpRequest) -> None:
    acting = Acting(request)
    request.acting = acting  # type: ignore[attr-defined]  # ActingRequest declares both
    request.actor = SimpleLazyObject(lambda: acting.actor)  # type: ignore[attr-defined]
