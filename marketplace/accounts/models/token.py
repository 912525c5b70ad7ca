"""Bearer tokens of the API: one person acting for one organisation."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models

from marketplace.accounts.models.organisation import Membership


def digest(secret: str) -> str:
    """What is stored of a token: a 256-bit random secret needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(models.Model):
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = []

    def __str__(self) -> str:
        return self.name or f"token {self.pk}"
