"""Telling the parties of a booking by e-mail what happened, each in their own language."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from capacity.enums import BookingState, Side, Step
from capacity.models import Booking
from capacity.policies.permissions import BUYING, SCHEDULING
from marketplace.accounts.enums import Role
from marketplace.accounts.models import Membership, User
from marketplace.events.models import Event
from marketplace.money import format_money
from marketplace.pages.formats import moment_text, period_text, zone_text
from marketplace.pages.statuses import status

# Which side is told of a step that the other side, or the clock, has taken.
TOLD = {
    Step.REQUEST: (Side.PROVIDER,),
    Step.CONFIRM: (Side.CUSTOMER, Side.PROVIDER),
    Step.ACCEPT: (Side.CUSTOMER,),
    Step.DECLINE: (Side.CUSTOMER,),
    Step.PROPOSE: (Side.CUSTOMER,),
    Step.TAKE_PROPOSAL: (Side.PROVIDER,),
    Step.LEAVE_PROPOSAL: (Side.PROVIDER,),
    Step.RESCHEDULE: (Side.PROVIDER,),
    Step.EXTEND: (Side.PROVIDER,),
    Step.SHORTEN: (Side.PROVIDER,),
    Step.CANCEL: (Side.CUSTOMER, Side.PROVIDER),
    Step.NO_SHOW: (Side.CUSTOMER, Side.PROVIDER),
    Step.DELIVER: (Side.CUSTOMER,),
    Step.COMPLETE: (Side.PROVIDER,),
}

ASKING = {Step.REQUEST, Step.PROPOSE, Step.LEAVE_PROPOSAL}  # whoever is told of these has to answer


def tell_parties(event: Event) -> None:
    """
    Mail those who act for the sides that this step concerns; an expired request tells both.

    Runs again after a crash: then a mail may come twice, and none is lost.
    """
    step = Step(event.data["step"])
    sides = TOLD.get(step, ())
    if step == Step.EXPIRE and event.data["from_state"] == "requested":
        sides = (Side.CUSTOMER, Side.PROVIDER)
    if not sides:
        return
    booking = Booking.objects.for_page().get(pk=event.data["booking_id"])
    for side in sides:
        for user in _people(booking, side):
            _mail(user, booking, event)


def _people(booking: Booking, side: Side) -> list[User]:
    organisation = booking.customer_id if side is Side.CUSTOMER else booking.provider_id
    roles = BUYING if side is Side.CUSTOMER else SCHEDULING
    concerned = Q(roles__overlap=[*roles, Role.OWNER])
    members = Membership.objects.filter(concerned, organisation=organisation, is_active=True)
    return [each.user for each in members.select_related("user").order_by("pk") if each.user.is_active]


def _mail(user: User, booking: Booking, event: Event) -> None:
    step, zone = Step(event.data["step"]), booking.resource.site.zone
    today = event.recorded_at.astimezone(zone).date()
    with translation.override(user.language):
        context = {
            "booking": booking,
            "title": _title(booking),
            "state": _state(booking, step),
            "step": step,
            "period": period_text(booking.period, zone, today=today),
            "zone": zone_text(booking.period.starts_at, zone, place=booking.resource.site.city),
            "total": format_money(booking.total),
            "answer_by": moment_text(booking.answer_by, zone, today=today) if booking.answer_by else "",
            "address": settings.ORIGINS[0] + booking.get_absolute_url(),
        }
        subject = render_to_string("capacity/emails/subject.txt", context).strip()
        body = render_to_string("capacity/emails/body.txt", context)
    send_mail(subject, body, None, [user.email])


def _title(booking: Booking) -> str:
    revision = booking.resource.published_revision
    return revision.title if revision else str(booking.resource)


def _state(booking: Booking, step: Step) -> str:
    """The state in the words of the side that is told."""
    asks = step in ASKING and booking.state == BookingState.REQUESTED
    return str(status("booking.to_answer" if asks else f"booking.{booking.state}").word)
