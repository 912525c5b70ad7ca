"""The record of a booking in sentences: who did what for whom, and what they wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from capacity.enums import BookingState, CancelReason, DeclineReason, Side, Step
from capacity.models import Booking, BookingStep
from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money
from marketplace.pages.formats import moment_text, period_text
from marketplace.periods import Period


@dataclass(frozen=True)
class Entry:
    """A step of the record, or a message that came with one."""

    kind: str
    text: str
    at: datetime
    author: str = ""
    initial: str = ""
    mine: bool = False
    icon: str = ""


ICONS = {
    Step.HOLD: "hourglass-high",
    Step.REQUEST: "send",
    Step.CONFIRM: "circle-check",
    Step.ACCEPT: "circle-check",
    Step.DECLINE: "x",
    Step.PROPOSE: "calendar-time",
    Step.TAKE_PROPOSAL: "circle-check",
    Step.LEAVE_PROPOSAL: "arrow-back-up",
    Step.WITHDRAW: "arrow-back-up",
    Step.EXPIRE: "clock",
    Step.EXTEND_HOLD: "hourglass-high",
    Step.RESCHEDULE: "calendar-time",
    Step.EXTEND: "plus",
    Step.SHORTEN: "minus",
    Step.CANCEL: "calendar-x",
    Step.NO_SHOW: "user-x",
    Step.CHECK_IN: "player-play",
    Step.DELIVER: "package",
    Step.COMPLETE: "checks",
}


def entries(booking: Booking, steps: Sequence[BookingStep], actor: Actor) -> list[Entry]:
    """Oldest first; the note of the hold comes right after it. A hold kept again and again is told once."""
    shown: list[Entry] = []
    for step, later in zip_longest(steps, steps[1:]):
        if later is not None and _is_said_again(step, later):
            continue
        shown.append(Entry("record", sentence(booking, step), step.taken_at, icon=ICONS[Step(step.step)]))
        message = booking.note if step.step == Step.HOLD else step.message
        if message:
            shown.append(_message(step, message, actor))
    return shown


def _is_said_again(step: BookingStep, later: BookingStep) -> bool:
    """Each time a payment page is opened the same person keeps the hold a little longer."""
    kept = Step.EXTEND_HOLD
    is_same = step.taken_by_id == later.taken_by_id and step.step == later.step == kept
    return is_same and not step.message


def _message(step: BookingStep, text: str, actor: Actor) -> Entry:
    author = who(step)
    mine = step.taken_by_id == (actor.user.pk if actor.user else None)
    return Entry("message", text, step.taken_at, author=author, initial=author[:1].upper(), mine=mine)


def who(step: BookingStep) -> str:
    """`Wang Min (Mingchuan)`; an operator acts for the marketplace."""
    firm = step.acting_for.name if step.acting_for else _("the marketplace")
    return _("%(person)s (%(organisation)s)") % {"person": step.taken_by or "", "organisation": firm}


def sentence(booking: Booking, step: BookingStep) -> str:
    """What happened, in the reader's language, with the site's clock."""
    taken = Step(step.step)
    if step.side == Side.CLOCK:
        return _by_the_clock(taken, step)
    params = {"who": who(step), **_details(booking, step, taken)}
    return _(SENTENCES[taken]) % params


def _by_the_clock(taken: Step, step: BookingStep) -> str:
    match taken:
        case Step.EXPIRE if step.from_state == BookingState.HELD:
            return _("The hold ended without a request")
        case Step.EXPIRE:
            return _("The time to answer ended without an answer")
        case Step.NO_SHOW:
            return _("Nobody checked in: no-show")
        case Step.DELIVER:
            return _("No usage report came: the reserved time counts")
    return _("The time to object ended: accepted")


SENTENCES = {
    Step.HOLD: gettext_noop("%(who)s held the period"),
    Step.REQUEST: gettext_noop("%(who)s sent the request"),
    Step.CONFIRM: gettext_noop("%(who)s booked; this offer confirms at once"),
    Step.ACCEPT: gettext_noop("%(who)s accepted the request"),
    Step.DECLINE: gettext_noop("%(who)s declined: %(reason)s"),
    Step.PROPOSE: gettext_noop("%(who)s proposed another time"),
    Step.TAKE_PROPOSAL: gettext_noop("%(who)s took the proposed time: %(period)s"),
    Step.LEAVE_PROPOSAL: gettext_noop("%(who)s left the proposal and keeps the own period"),
    Step.WITHDRAW: gettext_noop("%(who)s withdrew"),
    Step.EXPIRE: gettext_noop("%(who)s let it expire"),
    Step.EXTEND_HOLD: gettext_noop("%(who)s keeps the hold until %(until)s"),
    Step.RESCHEDULE: gettext_noop("%(who)s moved it to %(period)s, now %(total)s"),
    Step.EXTEND: gettext_noop("%(who)s extended it to %(period)s, now %(total)s"),
    Step.SHORTEN: gettext_noop("%(who)s shortened it to %(period)s, now %(total)s"),
    Step.CANCEL: gettext_noop("%(who)s cancelled: %(reason)s. %(refund)s of the price falls away"),
    Step.NO_SHOW: gettext_noop("%(who)s reported that nobody came"),
    Step.CHECK_IN: gettext_noop("%(who)s checked in"),
    Step.DELIVER: gettext_noop("%(who)s reported the usage"),
    Step.COMPLETE: gettext_noop("%(who)s accepted the delivery"),
}


def _details(booking: Booking, step: BookingStep, taken: Step) -> dict[str, str]:
    zone, after = booking.resource.site.zone, step.after
    details = {"reason": reason_text(taken, step.reason_code)}
    if "period" in after:
        details["period"] = _period(after["period"], zone, step.taken_at.astimezone(zone).date())
    if "total_minor" in after:
        details["total"] = _money(after["total_minor"], booking)
    if "refund_minor" in after:
        details["refund"] = _money(after["refund_minor"], booking)
    if after.get("held_until"):
        details["until"] = moment_text(datetime.fromisoformat(after["held_until"]), zone)
    return details


def reason_text(taken: Step, code: str) -> str:
    reasons: dict[str, Any] = dict((DeclineReason if taken is Step.DECLINE else CancelReason).choices)
    return str(reasons.get(code, code))


def _period(stored: Sequence[str], zone: ZoneInfo, today: date) -> str:
    starts_at, ends_at = map(datetime.fromisoformat, stored)
    return period_text(Period(starts_at, ends_at), zone, today=today)


def _money(minor: int, booking: Booking) -> str:
    return format_money(Money(minor, booking.currency))
