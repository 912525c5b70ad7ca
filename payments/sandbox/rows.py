"""What the simulated Stripe keeps: its objects, the keys of requests, its events and its clock."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

LONGEST_REF, LONGEST_KEY = 80, 255


class SandboxObject(models.Model):
    """
    One object of Stripe's, named by `ref` (`pi_...`).

    `body` holds what the API shows, less the fields that are empty; `hidden` what only the simulation
    knows, such as the test card behind a payment method. At `due_at` the object changes by itself.
    """

    ref = models.CharField(max_length=LONGEST_REF, unique=True)
    kind = models.CharField(max_length=40)
    account = models.CharField(max_length=LONGEST_REF, blank=True)  # connected; empty is the platform's own
    body: Any = models.JSONField()
    hidden: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "account", "-id"], name="sandbox_object_listed"),
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="sandbox_object_due"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class SandboxKey(models.Model):
    """The answer to the first request that came under an idempotency key; asked again, it is given again."""

    key = models.CharField(max_length=LONGEST_KEY)
    account = models.CharField(max_length=LONGEST_REF, blank=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body: Any = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "account"], name="sandbox_key_once")]

    def __str__(self) -> str:
        return self.key


class SandboxEvent(models.Model):
    """Something that happened, as `/v1/events` tells it; delivered to our webhook unless faults forbid."""

    ref = models.CharField(max_length=LONGEST_REF, unique=True)
    type = models.CharField(max_length=120)
    account = models.CharField(max_length=LONGEST_REF, blank=True)
    object_ref = models.CharField(max_length=LONGEST_REF)
    body: Any = models.JSONField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["object_ref"], name="sandbox_event_of_object")]

    def __str__(self) -> str:
        return f"{self.type} of {self.object_ref}"


class SandboxClock(models.Model):
    """How far the sandbox is ahead of us: one row, moved by “a day on”."""

    ahead = models.DurationField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="sandbox_clock_is_one", condition=models.Q(id=1))
        ]

    def __str__(self) -> str:
        return f"+{self.ahead}"
