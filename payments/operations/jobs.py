"""The jobs of payments by name, to be put off in the transaction that makes them needed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

ADVANCE, LOOK_AT = "payments.tasks.advance_payment", "payments.tasks.look_at_event"
TELL_ACCOUNT = "payments.tasks.tell_of_payout_account"
LOOK_AT_ACCOUNT = "payments.tasks.look_at_payout_account"
TELL_BANK_ACCOUNT = "payments.tasks.tell_of_bank_account"
RECONCILE = "payments.tasks.reconcile_books"
QUEUE, NIGHTLY = "events", "nightly"


def defer_advance(plan_id: int, *, at: datetime | None = None) -> None:
    """One at a time for each plan; two would only ask the same twice."""
    job = app.configure_task(ADVANCE, queue=QUEUE, lock=f"payment:{plan_id}", schedule_at=at)
    job.defer(plan_id=plan_id)


def defer_look(event_id: str) -> None:
    app.configure_task(LOOK_AT, queue=QUEUE).defer(event_id=event_id)


def defer_account_looks(refs: Collection[str]) -> None:
    """A job for each of these accounts at the gateway, so that one that fails keeps none of the others."""
    if refs:
        jobs: list[dict[str, JSONValue]] = [{"ref": ref} for ref in refs]
        app.configure_task(LOOK_AT_ACCOUNT, queue=NIGHTLY).batch_defer(*jobs)


def defer_account_news(account_id: int) -> None:
    """Everybody of the firm's finances is told that its payout account is changed, or confirmed."""
    app.configure_task(TELL_ACCOUNT, queue=QUEUE).defer(account_id=account_id)


def defer_bank_account_news(account_id: int) -> None:
    """The same of a bank account: entered, confirmed or withdrawn."""
    app.configure_task(TELL_BANK_ACCOUNT, queue=QUEUE).defer(account_id=account_id)


def defer_reconciliation(run_id: int) -> None:
    """One at a time."""
    app.configure_task(RECONCILE, queue=NIGHTLY, lock="reconciliation").defer(run_id=run_id)
