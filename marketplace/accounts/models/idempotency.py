"""Writes that were already answered, so that a repeated request gets the first answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from marketplace.accounts.models.organisation import Membership


class IdempotentRequest(models.Model):
    """One `Idempotency-Key` of one member, with the answer once there is one."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="idempotent_requests")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key
