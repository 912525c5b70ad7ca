"""A period becomes a request or a booking only once its money is secured."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.refusals import IllegalStep, NotSecured
from marketplace.money import format_money
from payments.enums import SECURED, PaymentState, Rail
from payments.models import PaymentPlan
from payments.operations.beginning import MEANS
from payments.operations.invoicing.agreeing import check_reach
from payments.operations.supplementing import covered
from payments.policies.charging import is_to_pay


def check_secured(booking: Booking, now: datetime) -> None:
    """:raises NotSecured: it has to be paid first"""
    if settings.PAYMENTS_BACKEND == "off" or not is_to_pay(booking):
        return
    if not PaymentPlan.objects.filter(booking=booking, state__in=SECURED).exists():
        pay_at = reverse("payments:checkout", args=[booking.reference])
        message = _("Pay first: the request is sent as soon as the payment is secured.")
        raise NotSecured(message, pay_at=pay_at)


def check_not_lost(booking: Booking, now: datetime) -> None:
    """:raises IllegalStep: what was secured for it has been let go of since"""
    if settings.PAYMENTS_BACKEND == "off":
        return
    if PaymentPlan.objects.filter(booking=booking).exclude(state__in=SECURED).exists():
        raise IllegalStep(_("Nothing is paid for this booking yet."))


def check_covered(booking: Booking, now: datetime) -> None:
    """
    A change may not cost more than is secured, or than the limit it was ordered on allows.

    :raises NotSecured: the difference has to be paid first
    :raises NoCredit: the limit does not reach
    :raises IllegalStep: it cannot be paid on top
    """
    if settings.PAYMENTS_BACKEND == "off":
        return
    plan = PaymentPlan.objects.filter(booking=booking, state__in=(*SECURED, PaymentState.CANCELLED)).first()
    if plan is None or booking.total <= covered(plan):
        return
    if plan.state == PaymentState.CANCELLED:
        raise IllegalStep(_("Pay for the booking again first: what was held for it was lost."))
    if plan.rail == Rail.NET_TERMS:
        check_reach(plan, booking, now)
        return
    told = {"total": format_money(booking.total), "paid": format_money(covered(plan))}
    if plan.rail not in MEANS:
        refused = _("This would cost %(total)s, and %(paid)s is paid. Book the additional time by itself.")
        raise IllegalStep(refused % told)
    message = _("This costs %(total)s, and %(paid)s is paid. Pay the difference, and the change is made.")
    raise NotSecured(message % told, pay_at=supplement_address(booking))


def supplement_address(booking: Booking) -> str:
    """Where the customer pays on top for the period that the booking has, or is to have."""
    query = urlencode({"starts": booking.period.starts_at, "ends": booking.period.ends_at})
    return f"{reverse('payments:supplement', args=[booking.reference])}?{query}"
