"""What the sandbox does by itself: deliver its events, and let its time pass."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

DELIVER, WAKE = "payments.tasks.deliver_sandbox_event", "payments.tasks.wake_sandbox"
QUEUE = "events"


def defer_delivery(event_ref: str) -> None:
    """In the caller's transaction, so that an event which is told is also delivered."""
    app.configure_task(DELIVER, queue=QUEUE).defer(event_ref=event_ref)


def wake_in(wait: timedelta) -> None:
    app.configure_task(WAKE, queue=QUEUE, schedule_in={"seconds": wait // timedelta(seconds=1)}).defer()
