"""Which features of the browser pages may use: where the reader is, on their click, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Handler = Callable[[HttpRequest], Any]  # an answer, or the promise of one
HEADER = "Permissions-Policy"
POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), display-capture=()"


@sync_and_async_middleware
def browser_features_middleware(get_response: Handler) -> Handler:
    """Say so with every answer."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            answer: HttpResponseBase = await get_response(request)
            answer.headers.setdefault(HEADER, POLICY)
            return answer

        return later

    def at_once(request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase = get_response(request)
        answer.headers.setdefault(HEADER, POLICY)
        return answer

    return at_once
