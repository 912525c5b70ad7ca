"""Milliseconds, and what is told of many of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    begun = time.perf_counter()
    result = work()
    return (time.perf_counter() - begun) * 1000, result


def p50(spent: Sequence[float]) -> float:
    return statistics.median(spent)


def p95(spent: Sequence[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]
