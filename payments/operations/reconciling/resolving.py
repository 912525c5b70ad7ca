"""What an operator does about a difference: leave it as it is, post it, or let us look again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import IllegalStep, NotAllowed, Refused, StaleStep
from marketplace.accounts.actor import Actor
from payments.enums import DifferenceKind, DifferenceState, JournalKind
from payments.ledger import Postings, negated
from payments.ledger.postings import charged_by_gateway, paid_out
from payments.models import Journal, ReconciliationItem
from payments.operations import jobs
from payments.operations.posting import PeriodClosed, post


class Resolution(StrEnum):
    NOTED = "noted"  # the books stay as they are
    AS_FEE = "as_fee"  # it was a fee of the gateway's
    AS_BANK = "as_bank"  # it was money from or to our bank


KINDS = {Resolution.AS_FEE: JournalKind.GATEWAY_FEE, Resolution.AS_BANK: JournalKind.PAYOUT}


class NoteMissing(Refused):
    def __init__(self) -> None:
        super().__init__(_("Say in a note what it was."))


def can_be_posted(item: ReconciliationItem) -> bool:
    """What belongs to a booking is posted by what happened to the booking, and by nobody's hand."""
    is_theirs = item.kind in (DifferenceKind.THEIRS_ONLY, DifferenceKind.UNKNOWN_TYPE)
    return is_theirs and item.ours_minor is None and item.booking_id is None and bool(item.theirs_minor)


def resolve(
    *, item: ReconciliationItem, resolution: Resolution, note: str, by: Actor, now: datetime
) -> ReconciliationItem:
    """
    End a difference with the reason.

    :raises NotAllowed: the actor is no operator
    :raises NoteMissing: it says nothing
    :raises StaleStep: it is not open any more
    :raises IllegalStep: it cannot be posted so
    """
    if not by.is_operator:
        raise NotAllowed
    if not note.strip():
        raise NoteMissing
    with transaction.atomic():
        found = ReconciliationItem.objects.select_for_update().get(pk=item.pk)
        if found.state != DifferenceState.OPEN:
            raise StaleStep(_("This difference is not open any more."))
        found.journal = None if resolution == Resolution.NOTED else _post(found, resolution, now)
        found.state = DifferenceState.POSTED if found.journal else DifferenceState.NOTED
        found.note, found.resolved_by, found.resolved_at = note.strip(), by.user, now
        found.save(update_fields=["journal", "state", "note", "resolved_by", "resolved_at"])
        return found


def _post(item: ReconciliationItem, resolution: Resolution, now: datetime) -> Journal:
    if not can_be_posted(item):
        raise IllegalStep(_("This cannot be posted by hand."))
    try:
        return post(KINDS[resolution], item.ref, _postings(item, resolution), now=now)
    except PeriodClosed as closed:
        raise IllegalStep(_("The books of this month are closed.")) from closed


def _postings(item: ReconciliationItem, resolution: Resolution) -> Postings:
    """Our balance at the gateway moves by what the gateway says."""
    came = item.difference
    if resolution == Resolution.AS_FEE:
        return charged_by_gateway(amount=-came)
    return negated(paid_out(amount=came)) if came.minor > 0 else paid_out(amount=-came)


def look_again(*, item: ReconciliationItem, by: Actor) -> None:
    """
    Have the payment of its booking brought on again: what was only missed is posted then.

    :raises NotAllowed: the actor is no operator
    :raises IllegalStep: it is of no booking that we know
    """
    if not by.is_operator:
        raise NotAllowed
    plan = getattr(item.booking, "payment_plan", None)
    if plan is None:
        raise IllegalStep(_("It belongs to no booking that we know."))
    jobs.defer_advance(plan.pk)
