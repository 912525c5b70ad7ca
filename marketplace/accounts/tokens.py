"""Bearer tokens of the API: issued with their secret shown once, found by its digest, revoked for good."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from marketplace.accounts.models import ApiToken, Membership
from marketplace.accounts.models.token import digest

PREFIX = "rt_"  # so that a leaked token is recognised for what it is


@dataclass(frozen=True)
class Issued:
    """A new token. The secret is nowhere else: whoever loses it needs another token."""

    token: ApiToken
    secret: str


def issue(*, membership: Membership, name: str = "") -> Issued:
    """Give a member a token of 256 random bits; only its digest is stored."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(membership=membership, name=name, secret_digest=digest(secret))
    return Issued(token, secret)


def find(secret: str) -> ApiToken | None:
    """The token of this secret with its member, unless it, the member or the person is out of service."""
    live = ApiToken.objects.filter(
        secret_digest=digest(secret),
        revoked_at__isnull=True,
        membership__is_active=True,
        membership__user__is_active=True,
    )
    return live.select_related("membership__user", "membership__organisation").first()


def revoke(*, membership: Membership, now: datetime, name: str | None = None) -> int:
    """Revoke the member's tokens, or those of one name; how many there were."""
    live = ApiToken.objects.filter(membership=membership, revoked_at__isnull=True)
    if name is not None:
        live = live.filter(name=name)
    return live.update(revoked_at=now)
