"""The sandbox as an HTTP client of the stripe package: the same requests, answered in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from payments.sandbox.answering import Answer, answer
from payments.sandbox.faults import Fault, FaultPlan
from payments.sandbox.refusals import Refusal
from payments.sandbox.wire import read_request

BUSY = {
    Fault.IN_USE: Refusal(409, "idempotency_key_in_use", "On purpose."),
    Fault.TOO_MANY: Refusal(429, "rate_limit", "On purpose."),
    Fault.FAILED: Refusal(500, "api_error", "On purpose.", kind="api_error"),
}


@dataclass(frozen=True)
class Request:
    """One that was sent, as tests look at it."""

    method: str
    path: str
    params: dict[str, Any]
    headers: dict[str, str]


class InProcessClient(stripe.HTTPClient):
    name = "rongtong-sandbox"

    def __init__(
        self, clock: Callable[[], datetime], faults: FaultPlan, seen: Callable[[Request, Answer], object]
    ) -> None:
        super().__init__()
        self._clock, self._faults, self._seen = clock, faults, seen

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """:raises APIConnectionError: the plan lets the request or its answer get lost"""
        path, params = read_request(url, post_data)
        named = {name.lower(): value for name, value in (headers or {}).items()}
        told = self._sent(Request(method.upper(), path, params, named))
        return json.dumps(told.body), told.status, told.headers

    def _sent(self, request: Request) -> Answer:
        fault = self._faults.next_request()
        if fault is Fault.LOST:
            raise _timeout("request")
        broken = BUSY.get(fault) if fault else None
        told = answer(
            request.method, request.path, request.params, request.headers, now=self._clock(), broken=broken
        )
        self._seen(request, told)
        if fault is Fault.UNANSWERED:
            raise _timeout("answer")
        return told

    def close(self) -> None:
        """There is no connection to close."""


def _timeout(what: str) -> Exception:
    error: Exception = stripe.APIConnectionError(  # type: ignore[no-untyped-call]
        f"The sandbox lost the {what} on purpose.", should_retry=True
    )
    return error
