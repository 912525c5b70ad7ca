"""The day on which a test began: its periods stay where they are when midnight passes while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils import timezone

from tests.factories import SHANGHAI

_began: list[date] = []  # read by threads as well, which would not see a context variable


def today() -> date:
    """Today in Shanghai."""
    return _began[-1] if _began else timezone.now().astimezone(SHANGHAI).date()


@contextmanager
def kept() -> Iterator[None]:
    _began.append(timezone.now().astimezone(SHANGHAI).date())
    try:
        yield
    finally:
        _began.pop()
