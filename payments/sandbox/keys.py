"""Idempotency: a request under a key that was answered is answered the same again, for a day."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from payments.sandbox.locking import is_free
from payments.sandbox.refusals import IDEMPOTENCY, Body, Refusal
from payments.sandbox.rows import SandboxKey
from payments.sandbox.world import World

KEPT = timedelta(hours=24)
LONGEST = 255


def fingerprint(method: str, path: str, params: Any) -> str:
    told = json.dumps([method, path, params], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def earlier(world: World, key: str, print_of_it: str) -> SandboxKey | None:
    """
    What was answered under this key, if anything was.

    :raises Refusal: somebody is at it now, or it was another request
    """
    if len(key) > LONGEST:
        raise Refusal(400, "idempotency_key_too_long", "Idempotency keys have up to 255 characters.")
    if not is_free(f"{world.account}/{key}"):
        message = "There is currently another in-progress request using this Idempotent Key."
        raise Refusal(409, "idempotency_key_in_use", message)
    found = SandboxKey.objects.filter(key=key, account=world.account).first()
    if found and found.created_at <= world.now - KEPT:
        found.delete()
        return None
    if found and found.fingerprint != print_of_it:
        message = "Keys for idempotent requests can only be used with the same parameters as at first."
        raise Refusal(400, "idempotency_key_mismatch", message, kind=IDEMPOTENCY)
    return found


def keep(world: World, key: str, print_of_it: str, status: int, body: Body) -> None:
    SandboxKey.objects.create(
        key=key,
        account=world.account,
        fingerprint=print_of_it,
        status=status,
        body=body,
        created_at=world.now,
    )
