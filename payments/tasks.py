"""The jobs of payments."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from payments import emails
from payments.gateway import gateway
from payments.operations import jobs as payment_jobs
from payments.operations import sweeping
from payments.operations.advancing import advance
from payments.operations.billing.drawing import draw_missing
from payments.operations.catching_up import fetch_events, look_at_accounts
from payments.operations.inbox import look_at, refresh_account
from payments.operations.reconciling.running import begin_nightly, reconcile
from payments.operations.snapshots import take_snapshots
from payments.sandbox import jobs
from payments.sandbox.delivery import deliver
from payments.sandbox.passing import let_time_pass

WORTH_A_SNAPSHOT = 2_000  # so many entries are summed in about a millisecond
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
    take_snapshots(least=WORTH_A_SNAPSHOT)


@app.task(name=payment_jobs.ADVANCE, queue=payment_jobs.QUEUE, retry=RETRIES)
def advance_payment(plan_id: int) -> None:
    advance(plan_id, gateway(), clock=timezone.now)


@app.task(name=payment_jobs.LOOK_AT, queue=payment_jobs.QUEUE, retry=RETRIES)
def look_at_event(event_id: str) -> None:
    look_at(event_id, gateway(), clock=timezone.now)


@app.task(name=payment_jobs.LOOK_AT_ACCOUNT, queue=payment_jobs.NIGHTLY, retry=RETRIES)
def look_at_payout_account(ref: str) -> None:
    refresh_account(ref, gateway())


@app.task(name=payment_jobs.TELL_ACCOUNT, queue=payment_jobs.QUEUE, retry=RETRIES)
def tell_of_payout_account(account_id: int) -> None:
    emails.tell_of_account(account_id)


@app.task(name=payment_jobs.TELL_BANK_ACCOUNT, queue=payment_jobs.QUEUE, retry=RETRIES)
def tell_of_bank_account(account_id: int) -> None:
    emails.tell_of_bank_account(account_id)


@app.periodic(cron="* * * * *")
@app.task(queue="timers", queueing_lock="sweep_payments")
def sweep_payments(timestamp: int) -> None:
    sweeping.sweep(now=timezone.now())
    if settings.PAYMENTS_BACKEND != "off":
        draw_missing(timezone.now())


@app.task(name=payment_jobs.RECONCILE, queue=payment_jobs.NIGHTLY, retry=RETRIES)
def reconcile_books(run_id: int) -> None:
    """Tried again while the gateway cannot be read."""
    reconcile(run_id, gateway(), clock=timezone.now)


@app.periodic(cron="41 3 * * *")
@app.task(queue=payment_jobs.NIGHTLY, queueing_lock="begin_reconciliation")
def begin_reconciliation(timestamp: int) -> None:
    if settings.PAYMENTS_BACKEND != "off":
        begin_nightly(now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queue="timers", queueing_lock="fetch_events", retry=RETRIES)
def fetch_missed_events(timestamp: int) -> None:
    if settings.PAYMENTS_BACKEND != "off":
        fetch_events(gateway(), now=timezone.now())


@app.periodic(cron="37 * * * *")
@app.task(queue="timers", queueing_lock="look_at_waiting_accounts")
def look_at_waiting_accounts(timestamp: int) -> None:
    """Somebody may wait for one to be accepted."""
    if settings.PAYMENTS_BACKEND != "off":
        look_at_accounts(is_active=False)


@app.periodic(cron="19 2 * * *")
@app.task(queue=payment_jobs.NIGHTLY, queueing_lock="look_at_active_accounts")
def look_at_active_accounts(timestamp: int) -> None:
    if settings.PAYMENTS_BACKEND != "off":
        look_at_accounts(is_active=True)
