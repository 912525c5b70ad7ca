"""The one table of steps on pages: how each is filled in, and the operation that takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from capacity.enums import Step
from capacity.forms import steps as filled
from capacity.models import Booking
from capacity.operations import answers, changes, holds, usage
from capacity.operations.refusals import Refused
from capacity.views.shown.changes import change_form
from marketplace.accounts.actor import Actor
from marketplace.money import Money

Make = Callable[[Any, Booking, datetime], forms.Form]
Take = Callable[[Booking, forms.Form, Actor, datetime], object]


class AmountChanged(Refused):
    """A tier ended between showing the amount and confirming it."""


@dataclass(frozen=True)
class Handler:
    form: Make
    take: Take


def _plain(form: type[forms.Form]) -> Make:
    return lambda data, _booking, _now: form(data)


def _changing(step: Step) -> Make:
    return lambda data, booking, now: change_form(step, booking, now, data)


def _propose_form(data: Any, booking: Booking, now: datetime) -> forms.Form:
    return filled.ProposeForm(data, zone=booking.resource.site.zone, now=now)


def _deliver_form(data: Any, booking: Booking, _now: datetime) -> forms.Form:
    return filled.DeliverForm(data, zone=booking.resource.site.zone)


def _with_message(operation: Callable[..., object]) -> Take:
    """For the operations that take nothing but a message."""
    return lambda booking, form, by, now: operation(
        booking=booking, by=by, now=now, message=form.cleaned_data["message"]
    )


def _extend_hold(booking: Booking, form: forms.Form, by: Actor, now: datetime) -> object:
    return holds.extend_hold(booking=booking, by=by, now=now, minutes=form.cleaned_data["minutes"])


def _decline(booking: Booking, form: forms.Form, by: Actor, now: datetime) -> object:
    told = form.cleaned_data
    return answers.decline(
        booking=booking, by=by, now=now, reason_code=told["reason"], message=told["message"]
    )


def _propose(booking: Booking, form: forms.Form, by: Actor, now: datetime) -> object:
    told = form.cleaned_data
    return answers.propose(booking=booking, by=by, now=now, periods=told["chosen"], message=told["message"])


def _take_proposal(booking: Booking, form: forms.Form, by: Actor, now: datetime) -> object:
    return answers.take_proposal(booking=booking, by=by, now=now, proposal_id=form.cleaned_data["proposal"])


def _reschedule(booking: Booking, form: forms.Form, by: Actor, now: datetime) -> object:
    return changes.reschedule(booking=booking, by=by, now=now, period=form.cleaned_data["period"])


def _to_end(operation: Callable[..., object]) -> Take:
    """For the operations that set another end."""
    return lambda booking, form, by, now: operation(
        booking=booking, by=by, now=now, ends_at=form.cleaned_data["ends_at"]
    )


def _cancel(booking: Booking, form: forms.Form, by: Actor, now: datetime) -> object:
    """Cancel at the amount that stood on the button, or not at all."""
    told, side = form.cleaned_data, booking.side_of(by)
    assert side is not None
    refund = changes.refund_if_cancelled(booking, side=side, now=now)
    if Money(told["refund"], booking.currency) != refund:
        raise AmountChanged(_("The amount that comes back has changed. Look at it again before you cancel."))
    return changes.cancel(
        booking=booking, by=by, now=now, reason_code=told["reason"], message=told["message"]
    )


def _check_in(booking: Booking, _form: forms.Form, by: Actor, now: datetime) -> object:
    return usage.check_in(booking=booking, by=by, now=now)


def _deliver(booking: Booking, form: forms.Form, by: Actor, now: datetime) -> object:
    assert isinstance(form, filled.DeliverForm)
    told = form.cleaned_data
    return usage.deliver(
        booking=booking,
        by=by,
        now=now,
        checked_out_at=form.checked_out_at,
        quantity=told["quantity"],
        message=told["message"],
    )


_MESSAGE = _plain(filled.StepForm)

HANDLERS: dict[str, Handler] = {
    Step.REQUEST: Handler(_MESSAGE, _with_message(holds.send_request)),
    Step.CONFIRM: Handler(_MESSAGE, _with_message(holds.send_request)),
    Step.WITHDRAW: Handler(_MESSAGE, _with_message(holds.withdraw)),
    Step.EXTEND_HOLD: Handler(_plain(filled.ExtendHoldForm), _extend_hold),
    Step.ACCEPT: Handler(_MESSAGE, _with_message(answers.accept)),
    Step.DECLINE: Handler(_plain(filled.DeclineForm), _decline),
    Step.PROPOSE: Handler(_propose_form, _propose),
    Step.TAKE_PROPOSAL: Handler(_plain(filled.TakeProposalForm), _take_proposal),
    Step.LEAVE_PROPOSAL: Handler(_MESSAGE, _with_message(answers.leave_proposal)),
    Step.RESCHEDULE: Handler(_changing(Step.RESCHEDULE), _reschedule),
    Step.EXTEND: Handler(_changing(Step.EXTEND), _to_end(changes.extend)),
    Step.SHORTEN: Handler(_changing(Step.SHORTEN), _to_end(changes.shorten)),
    Step.CANCEL: Handler(_plain(filled.CancelForm), _cancel),
    Step.NO_SHOW: Handler(_MESSAGE, _with_message(usage.report_no_show)),
    Step.CHECK_IN: Handler(_MESSAGE, _check_in),
    Step.DELIVER: Handler(_deliver_form, _deliver),
    Step.COMPLETE: Handler(_MESSAGE, _with_message(usage.complete)),
}
