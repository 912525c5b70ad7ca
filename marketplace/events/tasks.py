"""The jobs: deliver an event to one subscriber, run what is due, take up what a dead worker left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.manager import JobManager
from procrastinate.types import JSONValue

from marketplace.events import registry
from marketplace.events.due import run_due
from marketplace.events.models import Event

RETRIES = RetryStrategy(max_attempts=12, exponential_wait=3)
STALLED_AFTER_SECONDS = 30


def defer_deliveries(events: Iterable[Event]) -> None:
    """One job for each subscriber of each event, in the caller's transaction."""
    jobs: list[dict[str, JSONValue]] = [
        {"event_id": event.pk, "subscriber": name}
        for event in events
        for name in registry.names_for(event.name)
    ]
    if jobs:
        deliver.batch_defer(*jobs)


@app.task(queue="events", retry=RETRIES)
def deliver(event_id: int, subscriber: str) -> None:
    """Subscribers are idempotent: a job may run again after a crash."""
    event = Event.objects.get(pk=event_id)
    function = registry.subscriber(event.name, subscriber)
    if function is not None:
        function(event)


def defer_wake_up(due_at: datetime) -> None:
    """A job for the moment a timer is due; the minute's sweep finds the timer if the job is lost."""
    wake_up.configure(schedule_at=due_at).defer()


@app.task(queue="timers")
def wake_up() -> None:
    run_due(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="timers", queueing_lock="sweep_timers")
def sweep_timers(timestamp: int) -> None:
    run_due(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="timers", queueing_lock="take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another."""
    await retry_stalled(context.app.job_manager, after_seconds=STALLED_AFTER_SECONDS)


async def retry_stalled(manager: JobManager, *, after_seconds: float) -> None:
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=after_seconds):
        await manager.retry_job(job)
