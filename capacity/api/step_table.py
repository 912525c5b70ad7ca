"""The steps of a booking as the API takes them: what is sent with each, and the operation that takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from capacity.enums import Step
from capacity.models import Booking
from capacity.operations import answers, changes, holds, usage
from capacity.operations.changes import Moved
from capacity.operations.refusals import IllegalStep, StaleStep
from capacity.serializers import steps as sent
from capacity.serializers.orders import PeriodBody
from marketplace.accounts.actor import Actor
from marketplace.api.parsing import Body
from marketplace.periods import Period

Take = Callable[[Booking, dict[str, Any], Actor, datetime], Booking | Moved]


@dataclass(frozen=True)
class Taking:
    """How one step is taken. `period` is the time it asks for, if it asks for another."""

    step: Step
    summary: str
    description: str
    body: type[Body]
    take: Take
    period: Callable[[Booking, dict[str, Any]], Period] | None = None


def _said(operation: Callable[..., Booking]) -> Take:
    """For the operations that take a message at most."""
    return lambda booking, said, by, now: operation(booking=booking, by=by, now=now, **said)


def _send_request(step: Step) -> Take:
    def take(booking: Booking, said: dict[str, Any], by: Actor, now: datetime) -> Booking:
        if booking.offer.is_instant != (step is Step.CONFIRM):
            other = Step.CONFIRM if booking.offer.is_instant else Step.REQUEST
            raise IllegalStep(_("This offer takes the step “%(step)s” instead.") % {"step": other.value})
        return holds.send_request(booking=booking, by=by, now=now, **said)

    return take


def _propose(booking: Booking, said: dict[str, Any], by: Actor, now: datetime) -> Booking:
    periods = [each["period"] for each in said["periods"]]
    return answers.propose(booking=booking, by=by, now=now, periods=periods, message=said["message"])


def _take_proposal(booking: Booking, said: dict[str, Any], by: Actor, now: datetime) -> Booking:
    return answers.take_proposal(booking=booking, by=by, now=now, proposal_id=said["proposal"])


def _reschedule(booking: Booking, said: dict[str, Any], by: Actor, now: datetime) -> Moved:
    return changes.reschedule(booking=booking, by=by, now=now, period=said["period"])


def _to_end(operation: Callable[..., Moved]) -> Take:
    return lambda booking, said, by, now: operation(booking=booking, by=by, now=now, ends_at=said["ends_at"])


def _cancel(booking: Booking, said: dict[str, Any], by: Actor, now: datetime) -> Booking:
    """At the amount that was reckoned with, if one was told."""
    side = booking.side_of(by)
    refund = changes.refund_if_cancelled(booking, side=side, now=now).minor if side else 0
    if said.pop("refund_minor", refund) != refund:
        raise StaleStep(_("The amount that comes back has changed. Look at it again before you cancel."))
    return changes.cancel(booking=booking, by=by, now=now, **said)


def _asked(_booking: Booking, said: dict[str, Any]) -> Period:
    period: Period = said["period"]
    return period


def _with_end(booking: Booking, said: dict[str, Any]) -> Period:
    return Period(booking.period.starts_at, said["ends_at"])


_ROWS = (
    Taking(
        Step.REQUEST,
        "Send the request",
        "Turn a hold into a request; the provider answers until `answer_by`.",
        sent.MessageBody,
        _send_request(Step.REQUEST),
    ),
    Taking(
        Step.CONFIRM,
        "Confirm at once",
        "Turn a hold of an instant offer into a confirmed booking.",
        sent.MessageBody,
        _send_request(Step.CONFIRM),
    ),
    Taking(
        Step.WITHDRAW,
        "Withdraw",
        "Let go of a hold, or take back a request that was not answered yet.",
        sent.MessageBody,
        _said(holds.withdraw),
    ),
    Taking(
        Step.EXTEND_HOLD,
        "Extend the hold",
        "An approver keeps the hold for longer, a day from its beginning at most.",
        sent.ExtendHoldBody,
        _said(holds.extend_hold),
    ),
    Taking(
        Step.ACCEPT,
        "Accept the request",
        "The provider accepts; the period is the customer's.",
        sent.MessageBody,
        _said(answers.accept),
    ),
    Taking(
        Step.DECLINE,
        "Decline the request",
        "The provider declines with a reason; the period is free again.",
        sent.DeclineBody,
        _said(answers.decline),
    ),
    Taking(
        Step.PROPOSE,
        "Propose other times",
        "The provider offers one to three other periods, claimed until the customer chooses.",
        sent.ProposeBody,
        _propose,
    ),
    Taking(
        Step.TAKE_PROPOSAL,
        "Take a proposed time",
        "The booking moves there and is confirmed.",
        sent.TakeProposalBody,
        _take_proposal,
    ),
    Taking(
        Step.LEAVE_PROPOSAL,
        "Leave the proposals",
        "The request stands for its own period, and the provider answers anew.",
        sent.MessageBody,
        _said(answers.leave_proposal),
    ),
    Taking(
        Step.RESCHEDULE,
        "Reschedule",
        "Move a confirmed booking to another period, at the price agreed then.",
        PeriodBody,
        _reschedule,
        _asked,
    ),
    Taking(
        Step.EXTEND,
        "Extend",
        "End later than agreed, also while in use.",
        sent.EndBody,
        _to_end(changes.extend),
        _with_end,
    ),
    Taking(
        Step.SHORTEN,
        "Shorten",
        "End earlier than agreed; the rest is free for others at once.",
        sent.EndBody,
        _to_end(changes.shorten),
        _with_end,
    ),
    Taking(
        Step.CANCEL,
        "Cancel",
        "Cancel a confirmed booking. The customer gets back what the agreed tiers say, "
        "and everything when the provider cancels.",
        sent.CancelBody,
        _cancel,
    ),
    Taking(
        Step.NO_SHOW,
        "Report a no-show",
        "Nobody came: the rest of the time is free again.",
        sent.MessageBody,
        _said(usage.report_no_show),
    ),
    Taking(
        Step.CHECK_IN,
        "Check in",
        "Begin to use, from half an hour before the start on.",
        sent.NothingBody,
        _said(usage.check_in),
    ),
    Taking(
        Step.DELIVER,
        "Report usage",
        "The provider tells how long the machine was really used.",
        sent.DeliverBody,
        _said(usage.deliver),
    ),
    Taking(
        Step.COMPLETE,
        "Accept the delivery",
        "The customer accepts what was delivered.",
        sent.MessageBody,
        _said(usage.complete),
    ),
)

TAKINGS: dict[Step, Taking] = {taking.step: taking for taking in _ROWS}
