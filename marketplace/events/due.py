"""Running the timers that are due."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime, timedelta

from django.db import transaction

from marketplace.events import registry
from marketplace.events.models import Timer

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)


def run_due(*, now: datetime, limit: int = 500) -> int:
    """Run what is due, each in a transaction of its own; how many ran well."""
    done = 0
    for _ in range(limit):
        timer = _claim(now)
        if timer is None:
            break
        done += _run(timer, now)
    return done


def _claim(now: datetime) -> Timer | None:
    """
    Lease the next due timer, past those that other workers have in hand.

    The row lock is not kept while the timer runs: the handler locks resources first and timers
    after them, like everybody else. The lease of a killed worker runs out.
    """
    with transaction.atomic():
        due = Timer.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
        timer = due.select_for_update(skip_locked=True).first()
        if timer is not None:
            timer.attempts += 1
            timer.next_attempt_at = now + LEASE
            timer.save(update_fields=["attempts", "next_attempt_at"])
        return timer


def _run(timer: Timer, now: datetime) -> bool:
    try:
        with transaction.atomic():
            registry.timer_handler(timer.kind)(timer.subject_id, now)
            Timer.objects.filter(pk=timer.pk, due_at=timer.due_at).delete()
    except Exception:
        log.exception("Timer %s failed", timer)
        _put_off(timer, now)
        return False
    return True


def _put_off(timer: Timer, now: datetime) -> None:
    wait = min(LONGEST_WAIT, timedelta(seconds=5 * 2**timer.attempts))
    Timer.objects.filter(pk=timer.pk, due_at=timer.due_at).update(
        next_attempt_at=now + wait, last_error=traceback.format_exc(limit=5)
    )
