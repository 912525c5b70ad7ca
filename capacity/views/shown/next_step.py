"""Who must do what by when: the sentence that stands on every booking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from capacity.enums import BookingState, Side, Step
from capacity.models import Booking, BookingStep
from capacity.operations.usage import EARLY_CHECK_IN, no_show_at
from capacity.views.shown.life import last_step
from capacity.views.shown.thread import reason_text
from marketplace.money import Money, format_money
from marketplace.pages.formats import day_text, near_text, when_text


@dataclass(frozen=True)
class Next:
    title: str
    text: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Scene:
    """A booking as one side looks at it. `may_act` is whether the person may take this side's steps."""

    booking: Booking
    side: Side
    now: datetime
    trail: Sequence[BookingStep]
    has_proposals: bool
    may_act: bool

    @property
    def state(self) -> BookingState:
        return self.booking.state_at(self.now)

    @property
    def is_customer(self) -> bool:
        return self.side is Side.CUSTOMER

    @property
    def is_provider(self) -> bool:
        return self.side is Side.PROVIDER

    def clock(self, moment: datetime | None) -> str:
        """The clock alone on the present day of the site, the date as well on any other."""
        if moment is None:
            return ""
        return near_text(moment, self.booking.resource.site.zone, now=self.now)

    @property
    def names(self) -> dict[str, str]:
        return {"customer": self.booking.customer.name, "provider": self.booking.provider.name}


def next_of(scene: Scene) -> Next:
    return STATES[scene.state](scene)


def _held(scene: Scene) -> Next:
    booking = scene.booking
    until = booking.held_until
    params = {**scene.names, "until": scene.clock(until)}
    if not scene.is_customer:
        text = _("Nothing to do yet: a request comes, or the period is free again.")
        return Next(_("%(customer)s holds this period until %(until)s") % params, text, until)
    if not scene.may_act:
        text = _("A buyer or an approver of your organisation can send it.")
        return Next(_("Held until %(until)s") % params, text, until)
    text = _("Until then the period is kept for you. If nothing is sent it is free again and costs nothing.")
    title = _("Confirm by %(until)s") if booking.offer.is_instant else _("Send the request by %(until)s")
    return Next(title % params, text, until)


def _requested(scene: Scene) -> Next:
    until = scene.booking.answer_by
    params = {**scene.names, "until": scene.clock(until)}
    if scene.has_proposals:
        return _to_choose(scene, params, until)
    if scene.is_provider:
        text = _("Accepting keeps the period for the customer. No answer releases it.")
        return Next(_("Answer by %(until)s") % params, text, until)
    text = _("The period is kept until then. No answer releases it in full.")
    return Next(_("%(provider)s answers by %(until)s") % params, text, until)


def _to_choose(scene: Scene, params: dict[str, str], until: datetime | None) -> Next:
    if scene.is_customer:
        text = _("%(provider)s proposes another time. Your own period is kept as well until you choose.")
        return Next(_("Choose a time by %(until)s") % params, text % params, until)
    text = _("The proposed periods and the one asked for are kept until then.")
    return Next(_("%(customer)s chooses by %(until)s") % params, text, until)


def _confirmed(scene: Scene) -> Next:
    booking, opens = scene.booking, scene.booking.period.starts_at - EARLY_CHECK_IN
    late = no_show_at(booking)
    params = {**scene.names, "opens": scene.clock(opens), "late": scene.clock(late)}
    zone = booking.resource.site.zone
    params["start"] = when_text(booking.period.starts_at, zone, now=scene.now)
    rule = _("Nobody checked in by %(late)s counts as a no-show.") % params
    if scene.now >= opens:
        return Next(_("Check in now, at the latest by %(late)s") % params, rule, late)
    if scene.is_customer:
        return Next(_("Next: check in from %(opens)s on") % params, _with_contact(booking, rule), opens)
    return Next(_("Next: %(customer)s comes %(start)s") % params, rule, booking.period.starts_at)


def _with_contact(booking: Booking, rule: str) -> str:
    provider = booking.provider
    contact = " ".join(part for part in (provider.contact_name, provider.contact_phone) if part)
    return _("Contact: %(contact)s. %(rule)s") % {"contact": contact, "rule": rule} if contact else rule


def _in_use(scene: Scene) -> Next:
    until = scene.booking.period.ends_at
    params = {**scene.names, "until": scene.clock(until)}
    if scene.is_customer:
        text = _("You can extend it while the machine is free. %(provider)s reports the usage at the end.")
        return Next(_("In use until %(until)s") % params, text % params, until)
    text = _("Without a report the reserved time counts a day after the end.")
    return Next(_("Report the usage once %(customer)s is done, booked until %(until)s") % params, text, until)


def _delivered(scene: Scene) -> Next:
    until = scene.booking.accept_by
    params = {**scene.names, "until": scene.clock(until)}
    if scene.is_customer:
        text = _("Look at the usage report. Without an answer it counts as accepted.")
        return Next(_("Accept the delivery by %(until)s") % params, text, until)
    text = _("Without an answer it counts as accepted.")
    return Next(_("%(customer)s accepts by %(until)s") % params, text, until)


def _completed(scene: Scene) -> Next:
    zone = scene.booking.resource.site.zone
    step = last_step(scene.trail, Step.COMPLETE)
    accepted_at = step.taken_at if step else scene.now
    on, today = (moment.astimezone(zone).date() for moment in (accepted_at, scene.now))
    return Next(_("Done: the delivery was accepted on %(day)s") % {"day": day_text(on, today=today)})


def _expired(scene: Scene) -> Next:
    was_asked = any(step.step == Step.REQUEST for step in scene.trail)
    title = _("Nobody answered in time") if was_asked else _("The hold ended before a request was sent")
    return Next(title, _("The period is free again, and it costs nothing."))


def _declined(scene: Scene) -> Next:
    step = last_step(scene.trail, Step.DECLINE)
    reason = reason_text(Step.DECLINE, step.reason_code) if step else ""
    title = _("%(provider)s declined: %(reason)s") % {**scene.names, "reason": reason}
    return Next(title, _("The period is free again, and it costs nothing."))


def _withdrawn(scene: Scene) -> Next:
    text = _("The period is free again, and it costs nothing.")
    return Next(_("%(customer)s withdrew") % scene.names, text)


def _cancelled(scene: Scene) -> Next:
    booking, step = scene.booking, last_step(scene.trail, Step.CANCEL)
    names = {Side.CUSTOMER: booking.customer.name, Side.PROVIDER: booking.provider.name}
    refund = Money(booking.refund_minor or 0, booking.currency)
    params = {
        "who": names.get(Side(step.side), _("the marketplace")) if step else "",
        "reason": reason_text(Step.CANCEL, step.reason_code) if step else "",
        "refund": format_money(refund),
        "total": format_money(booking.total),
        **scene.names,
    }
    text = _("%(customer)s gets %(refund)s of %(total)s back.") % params
    return Next(_("Cancelled by %(who)s: %(reason)s") % params, text)


def _no_show(scene: Scene) -> Next:
    text = _("The rest of the time is free again. The agreed price stands.")
    return Next(_("Nobody checked in: no-show"), text)


STATES: dict[BookingState, Callable[[Scene], Next]] = {
    BookingState.HELD: _held,
    BookingState.REQUESTED: _requested,
    BookingState.CONFIRMED: _confirmed,
    BookingState.IN_USE: _in_use,
    BookingState.DELIVERED: _delivered,
    BookingState.COMPLETED: _completed,
    BookingState.EXPIRED: _expired,
    BookingState.DECLINED: _declined,
    BookingState.WITHDRAWN: _withdrawn,
    BookingState.CANCELLED: _cancelled,
    BookingState.NO_SHOW: _no_show,
}
