"""Who reacts to which event and which timer. Filled once at start from `marketplace/subscribers.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Subscriber = Callable[[Any], None]
TimerHandler = Callable[[int, datetime], None]

_subscribers: dict[str, dict[str, Subscriber]] = {}
_timers: dict[str, TimerHandler] = {}


def connect(
    subscribers: Mapping[type[Any], tuple[Subscriber, ...]], timers: Mapping[str, TimerHandler]
) -> None:
    """Replace the tables by these."""
    _subscribers.clear()
    _timers.clear()
    for event, functions in subscribers.items():
        _subscribers[event.__name__] = {full_name(function): function for function in functions}
    _timers.update(timers)


def full_name(function: Subscriber) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def names_for(event_name: str) -> list[str]:
    return list(_subscribers.get(event_name, ()))


def subscriber(event_name: str, name: str) -> Subscriber | None:
    """The function, or nothing where a release has taken the subscription away."""
    return _subscribers.get(event_name, {}).get(name)


def timer_handler(kind: str) -> TimerHandler:
    """:raises KeyError: nobody handles this kind of timer"""
    return _timers[kind]
