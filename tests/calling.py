"""Asking the API in tests: one caller with one token, in English unless told otherwise."""

from __future__ import annotations

import json
from datetime import time, timedelta
from typing import Any

from django.test import Client

from marketplace.accounts import tokens
from marketplace.accounts.actor import Actor
from marketplace.periods import Period, at_wall_time
from tests.factories import SHANGHAI
from tests.today import today

API = "/api/v1/"


class Caller:
    """`actor` without an organisation, or None, asks without a token."""

    def __init__(self, actor: Actor | None = None, *, language: str = "en") -> None:
        self.headers = {"Accept-Language": language}
        if actor is not None and actor.membership is not None:
            secret = tokens.issue(membership=actor.membership).secret
            self.headers["Authorization"] = f"Bearer {secret}"
        self.client = Client()

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(_address(path), query or {}, headers={**self.headers, **_named(headers)})

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        named = {**self.headers, **_named(headers), **({"Idempotency-Key": key} if key else {})}
        if body is None:
            return self.client.generic("POST", _address(path), headers=named)
        return self.client.post(_address(path), body, content_type="application/json", headers=named)

    def send_json(self, method: str, path: str, body: Any, **headers: str) -> Any:
        named = {**self.headers, **_named(headers)}
        return self.client.generic(
            method, _address(path), json.dumps(body), content_type="application/json", headers=named
        )

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method, _address(path), body or b"", headers={**self.headers, **_named(headers)}
        )


def _address(path: str) -> str:
    return path if path.startswith(("/", "http")) else API + path


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def coming(hours: tuple[float, float] = (9, 12), *, days: int = 3) -> Period:
    """From and to these hours in Shanghai, `days` after the day on which the test began."""
    day = today() + timedelta(days=days)
    first, last = (at_wall_time(day, time(), SHANGHAI) + timedelta(hours=hour) for hour in hours)
    return Period(first, last)


def told(period: Period) -> dict[str, str]:
    """The period as a body sends it."""
    wall = period.in_zone(SHANGHAI)
    return {"starts_at": wall.starts_at.isoformat(), "ends_at": wall.ends_at.isoformat()}
