"""
Who reacts to which event and which timer, and who is asked before a step.

Filled once at start from `marketplace/subscribers.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Subscriber = Callable[[Any], None]
TimerHandler = Callable[[int, datetime], None]

Guard = Callable[[Any, datetime], None]

_subscribers: dict[str, dict[str, Subscriber]] = {}
_timers: dict[str, TimerHandler] = {}
_guards: dict[str, tuple[Guard, ...]] = {}


def connect(
    subscribers: Mapping[type[Any], tuple[Subscriber, ...]],
    timers: Mapping[str, TimerHandler],
    guards: Mapping[str, tuple[Guard, ...]],
) -> None:
    """Replace the tables by these."""
    _subscribers.clear()
    _timers.clear()
    _guards.clear()
    _guards.update(guards)
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


def check(step: str, subject: Any, now: datetime) -> None:
    """Ask everybody who may refuse what a step has made of the subject; they raise, and it is undone."""
    for guard in _guards.get(step, ()):
        guard(subject, now)
