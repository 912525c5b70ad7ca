"""A period becomes a request or a booking only once its money is secured."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.refusals import NotSecured
from payments.enums import SECURED
from payments.models import PaymentPlan
from payments.policies.charging import is_to_pay


def check_secured(booking: Booking) -> None:
    """:raises NotSecured: it has to be paid first"""
    if settings.PAYMENTS_BACKEND == "off" or not is_to_pay(booking):
        return
    if not PaymentPlan.objects.filter(booking=booking, state__in=SECURED).exists():
        raise NotSecured(_("Pay first: the request is sent as soon as the payment is secured."))
