"""An operator said wrongly whose a transfer was: as long as nobody relied on it, that is taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from payments.enums import BankLineState, JournalKind
from payments.models import BankLine, BankPart, Journal, PaymentPlan, UndoneMatch
from payments.operations import jobs
from payments.operations.banking.confirming import receipt_ref
from payments.operations.banking.refusals import AlreadyDecided, WrongMatch, operator_of
from payments.operations.banking.unapplied import free_credit
from payments.operations.invoicing.taking_away import take_away
from payments.operations.posting import reverse


def undo(*, line: BankLine, reason: str, by: Actor, now: datetime) -> BankLine:
    """
    The receipt is reversed, and the line is to be matched again.

    What secured a booking stays: others have relied on it since. An invoice that it paid is open again,
    unless its provider was sent the money.

    :raises AlreadyDecided: the line is not matched to a customer
    :raises WrongMatch: some of the money is used, sent on or about to be sent back, or no reason is told
    """
    operator = operator_of(by)
    if not reason.strip():
        raise WrongMatch(_("Say why it is undone."))
    with transaction.atomic():
        line = BankLine.objects.select_for_update().get(pk=line.pk)
        receipt = receipt_of(line)
        if line.state != BankLineState.MATCHED or receipt is None:
            raise AlreadyDecided
        take_away(receipt.ref, now=now)
        plan_ids = _forget_parts(line)  # locks plans before the customer, as the job does
        customer = Organisation.objects.locked().get(pk=_owner_of(receipt))
        if line.parts.exists() or free_credit(customer, line.currency) < line.amount:
            raise WrongMatch(
                _(
                    "Some of it pays bookings already, or is about to be sent back."
                    " Cancel what it pays, and the money is sent back to the customer."
                )
            )
        reversal = reverse(receipt, f"{receipt.ref} undone", now)
        UndoneMatch.objects.create(
            line=line,
            customer=customer,
            reversal=reversal,
            reason=reason.strip(),
            undone_by=operator,
            undone_at=now,
        )
        line.state, line.decided_by, line.decided_at = BankLineState.OPEN, None, None
        line.save(update_fields=["state", "decided_by", "decided_at"])
        for plan_id in plan_ids:
            jobs.defer_advance(plan_id)
        return line


def receipt_of(line: BankLine) -> Journal | None:
    """What was posted when somebody said whose the money is; nothing where it was a payment come back."""
    return Journal.objects.filter(kind=JournalKind.BANK_RECEIPT, ref=receipt_ref(line)).first()


def _owner_of(receipt: Journal) -> int:
    """Whose the money became when it was posted."""
    return next(each.account.owner_id for each in receipt.postings if each.account.owner_id)


def _forget_parts(line: BankLine) -> list[int]:
    """Those that wait, or came too late; what secured a booking stays."""
    parts = BankPart.objects.filter(line=line, applied_at__isnull=True)
    plan_ids = sorted(set(parts.filter(plan__isnull=False).values_list("plan", flat=True)))
    list(PaymentPlan.objects.select_for_update().filter(pk__in=plan_ids).order_by("pk"))
    parts.delete()
    return plan_ids
