"""Operations that do not go on by themselves: asked again, or given up, by an operator with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, ReasonMissing, Refused, StaleStep
from marketplace.accounts.actor import Actor
from marketplace.money import format_money
from payments.enums import CONTESTED, OF_CHARGEBACKS, BankTaskKind, Decision, OperationKind, OperationState
from payments.models import OperationDecision, PaymentOperation, PaymentPlan
from payments.operations import jobs
from payments.operations.asking import BY_BANK, RETRIED, ask
from payments.operations.banking.asking import ask_task
from payments.operations.banking.settling import held

GIVEN_UP = "given_up"  # it was refused, and is not asked for again
CODES = {Decision.RETRY: RETRIED, Decision.BY_BANK: BY_BANK, Decision.GIVE_UP: GIVEN_UP}


class NotByBank(Refused):
    """It is no refund, or a bank may still give the same money back."""


def decide(
    *, operation: PaymentOperation, decision: Decision, reason: str, by: Actor, now: datetime
) -> OperationDecision:
    """
    Retried, what is still due is asked anew as another operation, for the gateway would answer the old key
    as it did. Given up, nobody asks for it again: the money stays where it is. A refund can be paid by bank
    instead, which an operator is asked for.

    :raises NotAllowed: the actor is no operator
    :raises NotByBank: it is no refund, less is held, or the payer's bank has not decided a chargeback
    :raises ReasonMissing: it says nothing
    :raises StaleStep: it is not stuck, or not any more
    """
    if not by.is_operator or by.user is None:
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        plan = PaymentPlan.objects.select_for_update().get(pk=operation.plan_id)
        stuck = PaymentOperation.objects.select_for_update().filter(state=OperationState.STUCK)
        found = stuck.filter(pk=operation.pk).first()
        if found is None:
            raise StaleStep(_("Somebody has decided this already, or it went on by itself."))
        if decision == Decision.BY_BANK:
            _pay_back_by_bank(plan, found, now)
        decided = OperationDecision.objects.create(
            operation=found,
            decision=decision,
            error_code=found.error_code,
            reason=reason.strip(),
            decided_at=now,
            decided_by=by.user,
        )
        found.state, found.error_code = OperationState.FAILED, CODES[decision]
        found.save(update_fields=["state", "error_code"])
        if decision == Decision.RETRY and found.kind in OF_CHARGEBACKS:
            # Nothing but an operator's word makes an answer due: this is that word.
            ask(plan, OperationKind(found.kind), found.params["dispute"], now=now, **found.params)
        elif decision == Decision.RETRY:
            jobs.defer_advance(found.plan_id)
        return decided


def _pay_back_by_bank(plan: PaymentPlan, refund: PaymentOperation, now: datetime) -> None:
    if refund.kind != OperationKind.REFUND:
        raise NotByBank(_("Only a refund can be paid by bank instead."))
    if plan.chargebacks.filter(state__in=CONTESTED).exists():
        raise NotByBank(_("The payer’s bank may give this money back itself: wait until it has decided."))
    if (there := held(plan.booking)) < refund.amount:
        told = {"amount": format_money(refund.amount), "held": format_money(there)}
        raise NotByBank(_("%(held)s is held for the booking, less than the %(amount)s to pay back.") % told)
    purpose = f"refund {refund.pk}"
    ask_task(plan, BankTaskKind.REFUND, purpose, amount=refund.amount, not_before=now, now=now)


def hurry(*, operation: PaymentOperation, by: Actor, now: datetime) -> None:
    """
    Ask now, under the same key, what waits for its next attempt.

    :raises NotAllowed: the actor is no operator
    :raises StaleStep: it does not wait any more
    """
    if not by.is_operator:
        raise NotAllowed
    with transaction.atomic():
        waiting = PaymentOperation.objects.unfinished().filter(pk=operation.pk, attempts__gt=0)
        if not waiting.update(not_before=now):
            raise StaleStep(_("It does not wait for an attempt any more."))
        jobs.defer_advance(operation.plan_id)
