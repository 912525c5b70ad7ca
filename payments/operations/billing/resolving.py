"""An operator divides what is disputed; above a limit it counts once a second one has confirmed it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing
from marketplace.accounts.actor import Actor
from marketplace.money import Money
from payments.enums import Ending
from payments.models import LineDispute, Split
from payments.operations.billing.bargaining import check_kept
from payments.operations.billing.ending import end_dispute
from payments.operations.billing.locking import lock_dispute
from payments.policies.disputing import may_decide
from payments.policies.four_eyes import needs_second


def propose_split(*, dispute: LineDispute, kept: Money, reason: str, by: Actor, now: datetime) -> Split:
    """
    The provider is to keep `kept`, the customer the rest; at once where one operator may decide.

    :raises NotAllowed: not an operator, or one who belongs to a side
    :raises ReasonMissing: no word of why
    :raises WrongAmount: less than nothing, or more than is disputed
    :raises IllegalStep: the dispute has ended, or another split waits to be confirmed
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        booking, line, dispute = lock_dispute(dispute)
        if by.user is None or not may_decide(booking, by):
            raise NotAllowed(_("An operator who belongs to neither side decides."))
        check_kept(line, kept)
        if dispute.splits.filter(is_confirmed__isnull=True).exists():
            raise IllegalStep(_("Another decision waits to be confirmed."))
        is_above = needs_second(line.disputed)
        split = Split.objects.create(
            dispute=dispute,
            kept_minor=kept.minor,
            reason=reason.strip(),
            needs_second=is_above,
            proposed_by=by.user,
            proposed_at=now,
        )
        if not is_above:
            _decide(split, dispute, by=by, now=now, is_confirmed=True)
        return split


def confirm_split(*, split: Split, is_confirmed: bool, by: Actor, now: datetime) -> Split:
    """
    The second operator agrees and the dispute ends, or does not and it waits for another decision.

    :raises NotAllowed: not an operator, one who belongs to a side, or the one who proposed it
    :raises IllegalStep: the dispute has ended, or this was answered before
    """
    with transaction.atomic():
        booking, _line, dispute = lock_dispute(split.dispute)
        fresh = Split.objects.get(pk=split.pk)
        if not may_decide(booking, by) or by.user == fresh.proposed_by:
            raise NotAllowed(_("Another operator, who belongs to neither side, confirms."))
        if fresh.is_confirmed is not None:
            raise IllegalStep(_("This was answered already."))
        _decide(fresh, dispute, by=by, now=now, is_confirmed=is_confirmed)
        return fresh


def _decide(split: Split, dispute: LineDispute, *, by: Actor, now: datetime, is_confirmed: bool) -> None:
    split.decided_by, split.decided_at, split.is_confirmed = by.user, now, is_confirmed
    split.save(update_fields=["decided_by", "decided_at", "is_confirmed"])
    if is_confirmed:
        kept = Money(split.kept_minor, dispute.line.disputed.currency)
        end_dispute(dispute, kept=kept, ending=Ending.DECIDED, by=by, now=now)
