"""Leaving an engine alone for a while after it failed, so that it does not cost every search a time-out."""

from __future__ import annotations

from threading import Lock
from time import monotonic

REST_SECONDS = 10.0


class Breaker:
    """After a failure nobody asks for a while; then one does, and the others wait for how it went."""

    def __init__(self, rest_seconds: float = REST_SECONDS) -> None:
        self.rest_seconds = rest_seconds
        self._is_failing = False
        self._rests_until = 0.0
        self._lock = Lock()

    def allows(self) -> bool:
        if not self._is_failing:
            return True
        with self._lock:
            if monotonic() < self._rests_until:
                return False
            self._rests_until = monotonic() + self.rest_seconds
            return True

    def failed(self) -> None:
        with self._lock:
            self._is_failing = True
            self._rests_until = monotonic() + self.rest_seconds

    def worked(self) -> None:
        self._is_failing = False
