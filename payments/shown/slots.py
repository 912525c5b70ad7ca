"""What payments put into the pages of bookings; `marketplace/slots.py` names the places."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from capacity.enums import BookingState, Side
from capacity.models import Booking
from capacity.policies.permissions import may_book, within_limit
from marketplace.accounts.http import ActingRequest
from marketplace.pages.formats import near_text
from marketplace.pages.templatetags.rongtong import pill
from payments.bill_forms import MeterForm
from payments.enums import BY_BANK
from payments.policies.charging import is_to_pay
from payments.shown.bill import BillShown
from payments.shown.cancelling import cancelling
from payments.shown.extending import why_no_longer
from payments.shown.panel import PaymentPanel
from payments.shown.plans import plan_of
from payments.shown.told.chargebacks import lost_of, of_chargebacks


def payment_pill(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    if settings.PAYMENTS_BACKEND == "off":
        return None
    key = PaymentPanel(booking, actor=request.actor, now=now).pill
    return pill(key) if key else None


def payment_panel(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    if settings.PAYMENTS_BACKEND == "off":
        return None
    panel = PaymentPanel(booking, actor=request.actor, now=now)
    return render_to_string("payments/booking/_panel.html", {"panel": panel}) if panel.is_shown else None


def bill(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    """What it costs in the end, once it was used or cancelled."""
    if settings.PAYMENTS_BACKEND == "off":
        return None
    shown = BillShown(booking, actor=request.actor, now=now)
    return render_to_string("payments/bill/_panel.html", {"bill": shown}, request) if shown.is_shown else None


def meter(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    """Beside reporting the usage by hand."""
    is_theirs = booking.side_of(request.actor) is Side.PROVIDER
    if settings.PAYMENTS_BACKEND == "off" or not is_theirs:
        return None
    told = {"booking": booking, "form": MeterForm(), "zone": booking.resource.site.zone}
    return render_to_string("payments/bill/_meter.html", told, request)


def next_step(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    """For who may pay: what is next is to pay, or to pay again."""
    panel = PaymentPanel(booking, actor=request.actor, now=now)
    if panel.to_pay_again and panel.may_pay_again:
        return _pay_again(request, panel)
    is_theirs = booking.side_of(request.actor) is Side.CUSTOMER and may_book(request.actor)
    if not (is_theirs and _is_to_pay(booking, now)) or booking.held_until is None:
        return None
    until = near_text(booking.held_until, booking.resource.site.zone, now=now)
    plan = plan_of(booking)
    if plan is not None and plan.rail in BY_BANK:
        text = _("Your bank transfer has to be there by then. Unpaid, the period is free again.")
    elif booking.offer.is_instant:
        text = _("The period is yours as soon as the payment is secured. Unpaid it is free again.")
    else:
        text = _("The request goes out as soon as the payment is secured. Unpaid, the period is free again.")
    told = {"title": _("Pay by %(until)s") % {"until": until}, "text": text, "until": booking.held_until}
    return render_to_string("components/_next.html", told)


def _pay_again(request: ActingRequest, panel: PaymentPanel) -> SafeString:
    told = {
        "title": _("Pay again"),
        "text": _("The bank let go of what your card held; the booking stays yours, and is to be paid."),
        "actions": render_to_string("payments/booking/_pay_again.html", {"panel": panel}, request),
    }
    return render_to_string("components/_next.html", told)


def accepting(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    """Before a request is accepted whose money is there no more."""
    plan = plan_of(booking)
    if plan is None or not lost_of(plan).minor:
        return None
    told = {"sentences": of_chargebacks(plan)}
    return render_to_string("payments/booking/_lost.html", told, request)


def outcome(request: ActingRequest, *, booking: Booking, now: datetime) -> str | None:
    """What comes back of a cancelled booking, or is owed for it, where that is not what the tiers say."""
    if booking.state_at(now) != BookingState.CANCELLED:
        return None
    shown = cancelling(booking, actor=request.actor, now=now)
    return shown.outcome if shown else None


def returned(request: ActingRequest, *, booking: Booking, now: datetime) -> str | None:
    """What comes back is told in one place alone, where it is not what the tiers say."""
    return None if outcome(request, booking=booking, now=now) is None else ""


def extending(request: ActingRequest, *, booking: Booking, now: datetime) -> str:
    """Why it cannot be made longer; the times themselves are looked at by the page."""
    return why_no_longer(booking, now)


def tiers_head(request: ActingRequest, *, booking: Booking, now: datetime) -> str | None:
    """Over the amounts of its tiers: what nobody has paid yet does not come back."""
    shown = cancelling(booking, actor=request.actor, now=now)
    return _("Falls away") if shown and shown.is_on_terms else None


def cancel_title(request: ActingRequest, *, booking: Booking, now: datetime) -> str | None:
    shown = cancelling(booking, actor=request.actor, now=now)
    return shown.title if shown else None


def cancel_button(request: ActingRequest, *, booking: Booking, now: datetime) -> str | None:
    shown = cancelling(booking, actor=request.actor, now=now)
    return shown.button if shown else None


def to_send(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    return _to_payment("payments/booking/_to_send.html", request, booking, now)


def dock(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    return _to_payment("payments/booking/_dock.html", request, booking, now)


def held_machine(request: ActingRequest, *, booking: Booking, now: datetime) -> SafeString | None:
    return _to_payment("payments/booking/_held_machine.html", request, booking, now)


def _to_payment(template: str, request: ActingRequest, booking: Booking, now: datetime) -> SafeString | None:
    """In the place of sending, where it has to be paid first."""
    if not _is_to_pay(booking, now):
        return None
    is_over = not within_limit(request.actor, booking.total_minor, booking.currency)
    return render_to_string(template, {"booking": booking, "is_over_limit": is_over})


def _is_to_pay(booking: Booking, now: datetime) -> bool:
    is_held = booking.state_at(now) == BookingState.HELD
    plan = plan_of(booking)
    was_paid = plan is not None and bool(plan.payment_ref)
    return settings.PAYMENTS_BACKEND != "off" and is_held and is_to_pay(booking) and not was_paid
