"""Webhooks: each event is kept once, and is only a hint to look at the object that it names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from payments.gateway import Gateway
from payments.gateway.values import Event
from payments.models import GatewayEvent, PaymentPlan, PayoutAccount
from payments.operations import jobs
from payments.operations.advancing import advance
from payments.operations.constraints import constraint_of
from payments.operations.payout_accounts import bring_payouts_on

KNOWN = "payments_gatewayevent_pkey"  # as the database names what keeps an event from coming twice


def receive(event: Event, *, now: datetime) -> bool:
    """Keep it, and look at it later; whether it is new. Written without looking first: most are new."""
    row = GatewayEvent(
        id=event.id,
        type=event.type,
        object_ref=event.object_id,
        account_ref=event.account_id,
        happened_at=event.created_at,
        received_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            jobs.defer_look(event.id)
    except IntegrityError as error:
        if constraint_of(error) != KNOWN:
            raise
        return False
    return True


def look_at(event_id: str, gateway: Gateway, *, clock: Callable[[], datetime]) -> None:
    """:raises GatewayProblem: try again"""
    event = GatewayEvent.objects.get(pk=event_id)
    if event.type.startswith("v2.core.account"):
        refresh_account(event.object_ref, gateway)
    elif (plan := _plan_of(event, gateway)) is not None:
        advance(plan.pk, gateway, clock=clock)
    GatewayEvent.objects.filter(pk=event_id).update(looked_at=clock())


def refresh_account(ref: str, gateway: Gateway) -> None:
    """Whether the firm may be sent money; what waited for that goes on."""
    account = PayoutAccount.objects.filter(ref=ref).first()
    if account is None:
        return
    can_receive = gateway.accounts.get(ref).can_receive
    with transaction.atomic():
        PayoutAccount.objects.filter(pk=account.pk).update(is_active=can_receive)
        if can_receive:
            bring_payouts_on(account.organisation_id)


def _plan_of(event: GatewayEvent, gateway: Gateway) -> PaymentPlan | None:
    """Known by what we wrote down, else by what the object itself says."""
    ref = event.object_ref
    for known in ("payment_ref", "charge_ref", "operations__remote_ref", "chargebacks__ref"):
        if plan := PaymentPlan.objects.filter(**{known: ref}).first():
            return plan
    named = _named_plan(ref, gateway)
    return PaymentPlan.objects.filter(pk=named).first() if named.isdigit() else None


def _named_plan(ref: str, gateway: Gateway) -> str:
    kind = ref.partition("_")[0]
    if kind in ("dp", "du"):
        ref, kind = gateway.disputes.get(ref).payment_id, "pi"
    if kind in ("ch", "py"):
        ref, kind = gateway.payments.charge(ref).payment_id, "pi"
    if kind == "re":
        return gateway.refunds.get(ref).metadata.get("plan", "")
    if kind == "tr":
        return gateway.transfers.get(ref).metadata.get("plan", "")
    if kind == "cs":
        return gateway.checkouts.get(ref).metadata.get("plan", "")
    return gateway.payments.get(ref).metadata.get("plan", "") if kind == "pi" else ""
