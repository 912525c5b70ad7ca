"""What an operator does about a charge that the payer's bank took back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing
from marketplace.accounts.actor import Actor
from payments.enums import OF_CHARGEBACKS, ChargebackState, OperationKind
from payments.models import Chargeback, PaymentOperation, PaymentPlan
from payments.operations import jobs
from payments.operations.asking import WITHDRAWN, ask
from payments.policies.charging import OVER


def answer(*, chargeback: Chargeback, told: str, by: Actor, now: datetime) -> PaymentOperation:
    """
    Send what speaks for us, once; then the bank decides.

    :raises NotAllowed: no operator
    :raises ReasonMissing: nothing is told
    :raises IllegalStep: it was answered, or is decided
    """
    if not told.strip():
        raise ReasonMissing
    product = str(chargeback.plan.booking)
    return _ask(chargeback, OperationKind.ANSWER, by, now, product=product, told=told.strip())


def give_in(*, chargeback: Chargeback, by: Actor, now: datetime) -> PaymentOperation:
    """
    Let the payer have it.

    :raises NotAllowed: no operator
    :raises IllegalStep: it was answered, or is decided
    """
    return _ask(chargeback, OperationKind.GIVE_IN, by, now)


def _ask(
    chargeback: Chargeback, kind: OperationKind, by: Actor, now: datetime, **params: Any
) -> PaymentOperation:
    if not by.is_operator:
        raise NotAllowed
    with transaction.atomic():
        plan = PaymentPlan.objects.select_for_update().get(pk=chargeback.plan_id)
        chargeback = plan.chargebacks.get(pk=chargeback.pk)
        asked = plan.operations.filter(kind__in=OF_CHARGEBACKS, params__dispute=chargeback.ref)
        is_asked = asked.exclude(error_code__in=WITHDRAWN).exists()
        if chargeback.state != ChargebackState.TO_ANSWER or is_asked:
            raise IllegalStep(_("This chargeback was answered already."))
        return ask(plan, kind, chargeback.ref, now=now, dispute=chargeback.ref, **params)


def bear_loss(*, chargeback: Chargeback, by: Actor) -> None:
    """
    The marketplace makes good for a lost one: the provider keeps what it earned.

    :raises NotAllowed: no operator
    :raises IllegalStep: the booking goes on, or the chargeback is not lost, or is borne already
    """
    if not by.is_operator:
        raise NotAllowed
    if chargeback.plan.booking.state not in OVER:
        raise IllegalStep(_("It can be borne once the booking is over: only then is it known what was due."))
    with transaction.atomic():
        lost = Chargeback.objects.filter(pk=chargeback.pk, state=ChargebackState.LOST, is_borne_by_us=False)
        if not lost.update(is_borne_by_us=True):
            raise IllegalStep(_("Only a chargeback that is lost can be borne."))
        jobs.defer_advance(chargeback.plan_id)
