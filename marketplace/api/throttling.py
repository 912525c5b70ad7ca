"""How often one token, or one address without a token, may ask within a minute."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from marketplace.accounts.models import ApiToken

WINDOW_SECONDS = 60


class MinuteThrottle(BaseThrottle):
    """A counter for each minute of the clock, raised atomically in the cache that the processes share."""

    seconds_left = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        kind, who = _counted(request)
        minute, second = divmod(timezone.now().timestamp(), WINDOW_SECONDS)
        self.seconds_left = WINDOW_SECONDS - second
        key = f"api:{kind}:{who}:{minute:.0f}"
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
        return _raised(key) <= settings.API_RATES[kind]

    def wait(self) -> float:
        return self.seconds_left


def _raised(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # a full cache dropped it
        return 1


def _counted(request: Request) -> tuple[str, str]:
    if isinstance(request.auth, ApiToken):
        return "read" if request.method in SAFE_METHODS else "write", str(request.auth.pk)
    return "anonymous", request.META.get("REMOTE_ADDR", "")
