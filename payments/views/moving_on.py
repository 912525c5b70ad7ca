"""Bringing a payment on while somebody looks, without making them wait for what does not answer."""

from __future__ import annotations

import logging

from django.utils import timezone

from payments.gateway import GatewayProblem, gateway
from payments.models import PaymentPlan
from payments.operations.advancing import advance

log = logging.getLogger(__name__)


def move_on(plan_id: int) -> PaymentPlan | None:
    """The plan as it is now, or nothing where the gateway cannot be asked: a job goes on with it."""
    try:
        return advance(plan_id, gateway(), clock=timezone.now)
    except GatewayProblem as problem:
        log.warning("Payment plan %s: %s", plan_id, problem)
        return None
