"""What is not kept for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.accounts.models import IdempotentRequest

ANSWERS_KEPT = timedelta(days=7)


def forget_answers(*, now: datetime) -> int:
    """Forget the answers to repeated requests after a week; how many there were."""
    deleted, _by_model = IdempotentRequest.objects.filter(created_at__lte=now - ANSWERS_KEPT).delete()
    return deleted
