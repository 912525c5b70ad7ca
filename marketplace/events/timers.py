"""Timers: rows with a due time. The row is the promise; jobs only wake us up."""

from __future__ import annotations

from datetime import datetime

from marketplace.events import tasks
from marketplace.events.models import Timer


def start(*, kind: str, subject_id: int, due_at: datetime) -> None:
    """Set, or set anew, the one timer of this kind that the subject has."""
    timer = Timer(kind=kind, subject_id=subject_id, due_at=due_at, next_attempt_at=due_at)
    Timer.objects.bulk_create(
        [timer],
        update_conflicts=True,
        unique_fields=["kind", "subject_id"],
        update_fields=["due_at", "next_attempt_at", "attempts", "last_error"],
    )
    tasks.defer_wake_up(due_at)


def stop(*, kinds: tuple[str, ...], subject_id: int) -> None:
    Timer.objects.filter(kind__in=kinds, subject_id=subject_id).delete()
