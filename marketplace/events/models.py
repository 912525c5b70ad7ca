"""The event log, and the timers that make things happen by themselves."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models


class Event(models.Model):
    """
    Something that happened, written in the transaction that made it so; never changed.

    Events of one resource carry its version, raised under the resource's row lock, so that they are
    gap-free in commit order. Plain ids instead of foreign keys: the log outlives what it tells of.
    """

    name = models.CharField(max_length=64)
    resource_id = models.BigIntegerField(null=True)
    version = models.BigIntegerField(null=True)
    data = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource_id", "version"], name="event_version_once"),
            models.CheckConstraint(
                name="event_version_with_resource",
                condition=models.Q(resource_id__isnull=True, version__isnull=True)
                | models.Q(resource_id__isnull=False, version__gte=1),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.resource_id or ''}@{self.version or ''}"


class Timer(models.Model):
    """Something owed at a time: claimed with SKIP LOCKED, retried with back-off, gone when done."""

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "subject_id"], name="timer_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_id} at {self.due_at:%Y-%m-%d %H:%M}"
