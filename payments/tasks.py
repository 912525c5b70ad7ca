"""The jobs of payments."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from payments.operations.snapshots import take_snapshots
from payments.sandbox import jobs
from payments.sandbox.delivery import deliver
from payments.sandbox.passing import let_time_pass

# Stripe asks again for three days; these go on for some.
RETRIES = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name=jobs.DELIVER, queue=jobs.QUEUE, retry=RETRIES)
def deliver_sandbox_event(event_ref: str) -> None:
    """Runs again until our webhook has answered well."""
    deliver(event_ref, now=timezone.now())


@app.task(name=jobs.WAKE, queue=jobs.QUEUE)
def wake_sandbox() -> None:
    let_time_pass(timezone.now())


@app.periodic(cron="29 3 * * *")
@app.task(queue="nightly", queueing_lock="snapshot_balances", retry=RETRIES)
def snapshot_balances(timestamp: int) -> None:
    """Tried again while postings are under way."""
    take_snapshots()
