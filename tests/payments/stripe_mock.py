"""Stripe's own imitation of its API: it keeps nothing, but knows what a request and an answer look like."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from scripts.engines import stripe_mock_program
from tests.conftest import take_free_port

LONGEST_START_SECONDS = 60
# It speaks the version before ours, which had another name for this.
RENAMED = {"allowed_payment_method_types": "payment_method_types"}


class StripeMock:
    def __init__(self, port: int) -> None:
        self._port = port

    def ask(self, method: str, path: str, params: dict[str, Any], account: str = "") -> tuple[int, Any]:
        """The status and what it says, to a request of the first version of the API."""
        sent = urlencode(pairs(renamed(params)))
        url = f"{path}?{sent}" if method == "GET" and sent else path
        headers = {"Authorization": "Bearer sk_test_123"} | ({"Stripe-Account": account} if account else {})
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, url, sent if method == "POST" else None, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def is_up(self) -> bool:
        try:
            return self.ask("GET", "/v1/balance", {})[0] == 200
        except OSError:
            return False


@contextmanager
def running() -> Iterator[StripeMock]:
    port = take_free_port()
    address = f"127.0.0.1:{port}"
    server = subprocess.Popen(
        [stripe_mock_program(), "-http-addr", address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    mock, begun = StripeMock(port), time.monotonic()
    try:
        while not mock.is_up():
            assert server.poll() is None, "stripe-mock did not start"
            assert time.monotonic() - begun < LONGEST_START_SECONDS, "stripe-mock does not answer"
            time.sleep(0.05)
        yield mock
    finally:
        server.terminate()
        server.wait()


def pairs(params: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Nested parameters as a form has them."""
    if not isinstance(params, dict):
        return [(prefix, str(params))]
    return [
        pair
        for name, value in params.items()
        for pair in pairs(value, f"{prefix}[{name}]" if prefix else name)
    ]


def renamed(params: dict[str, Any]) -> dict[str, Any]:
    return {RENAMED.get(name, name): value for name, value in params.items()}
