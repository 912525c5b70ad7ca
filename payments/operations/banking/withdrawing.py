"""What was to be sent back to a customer stays here instead, so that it can pay what the customer owes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from payments.enums import BankTaskState, Failure
from payments.models import BankTask
from payments.operations.banking.refusals import AlreadyDecided, WrongMatch, operator_of
from payments.operations.telling import tell_of_failure


def withdraw(*, task: BankTask, reason: str, by: Actor, now: datetime) -> BankTask:
    """
    Nobody sends it, and it is free again: the customer's, to be put to a booking or to invoices.

    :raises AlreadyDecided: somebody has prepared it
    :raises WrongMatch: no reason is told, or it is not out of what the customer has with us
    """
    operator = operator_of(by)
    if not reason.strip():
        raise WrongMatch(_("Say why it stays here."))
    if not task.is_credit:
        raise WrongMatch(_("This is held for a booking, and can only be sent."))
    with transaction.atomic():
        rows = BankTask.objects.select_for_update(of=("self",)).select_related("plan__booking")
        if (found := rows.filter(pk=task.pk, state=BankTaskState.DUE).first()) is None:
            raise AlreadyDecided
        found.state, found.note = BankTaskState.WITHDRAWN, reason.strip()
        found.withdrawn_by, found.withdrawn_at = operator, now
        found.save(update_fields=["state", "note", "withdrawn_by", "withdrawn_at"])
        booking = found.plan.booking if found.plan else None
        tell_of_failure(Failure.REFUND_KEPT, found.recipient_id, booking, found.amount, now=now)
        return found
