"""The customer answers a bill line by line; the last answer accepts the delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import Side, Step
from capacity.models import Booking
from capacity.operations import usage
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing, Refused
from capacity.operations.trail import side_for
from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money
from payments.enums import DisputeReason, LineState
from payments.models import BillLine, LineDispute
from payments.operations.billing.evidence import Sent, add_files
from payments.operations.billing.locking import check_in_time, lock_line


class WrongAmount(Refused):
    """More than there is to it, or nothing at all."""


class TextMissing(Refused):
    """The other side, and an operator after it, has to know what was wrong."""

    def __init__(self) -> None:
        super().__init__(_("Say in a few words what was wrong."))


def accept_line(*, line: BillLine, by: Actor, now: datetime) -> BillLine:
    """
    :raises NotAllowed: the actor may not accept for the customer
    :raises IllegalStep: the delivery is not to be accepted, or the line was answered before
    """
    with transaction.atomic():
        booking, line = _to_answer(line, by, now)
        line.state, line.decided_at, line.decided_by = LineState.ACCEPTED, now, by.user
        line.save(update_fields=["state", "decided_at", "decided_by"])
        _complete_if_answered(line, booking, by, now)
        return line


def dispute_line(
    *,
    line: BillLine,
    amount: Money,
    reason: DisputeReason,
    text: str,
    by: Actor,
    now: datetime,
    files: Sequence[Sent] = (),
) -> LineDispute:
    """
    Keep this amount of the line back; the rest of it, and every other line, goes on.

    :raises NotAllowed: the actor may not accept for the customer
    :raises IllegalStep: the delivery is not to be accepted, or the line was answered before
    :raises WrongAmount: nothing, or more than the line
    :raises TextMissing: no word of what was wrong
    :raises FileNotTaken: a file is no picture and no PDF, or too large
    """
    if reason not in DisputeReason:
        raise ReasonMissing
    if not text.strip():
        raise TextMissing
    with transaction.atomic():
        booking, line = _to_answer(line, by, now)
        if not 0 < amount.minor <= line.gross.minor:
            told = {"most": format_money(line.gross)}
            raise WrongAmount(_("Above zero, and at most the %(most)s of this line.") % told)
        assert by.membership is not None
        line.state, line.disputed_minor = LineState.DISPUTED, amount.minor
        line.save(update_fields=["state", "disputed_minor"])
        dispute = LineDispute.objects.create(
            line=line, reason=reason, text=text.strip(), raised_by=by.membership, raised_at=now
        )
        add_files(dispute=dispute, files=files, by=by, now=now)
        _complete_if_answered(line, booking, by, now)
        return dispute


def _to_answer(line: BillLine, by: Actor, now: datetime) -> tuple[Booking, BillLine]:
    booking, line = lock_line(line)
    if side_for(booking, Step.COMPLETE, by, now) is not Side.CUSTOMER:
        raise NotAllowed
    check_in_time(booking, now)
    if line.state != LineState.OPEN:
        raise IllegalStep(_("This line was answered already."))
    return booking, line


def _complete_if_answered(line: BillLine, booking: Booking, by: Actor, now: datetime) -> None:
    """With every line accepted or disputed there is nothing left to wait for."""
    if not line.bill.lines.filter(state=LineState.OPEN).exists():
        usage.complete(booking=booking, by=by, now=now)
