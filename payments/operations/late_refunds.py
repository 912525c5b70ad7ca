"""Giving back of a settled booking: out of what the provider has earned, paid out or not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.holds import lock_booking
from capacity.operations.refusals import IllegalStep, NotAllowed, ReasonMissing, Refused
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.money import Money, format_money
from payments.models import LateRefund, PaymentPlan
from payments.operations import jobs
from payments.operations.owing import owed


class TooMuchBack(Refused):
    """More than is left of what was paid for the booking, or nothing at all."""


def refund_late(*, booking: Booking, amount: Money, reason: str, by: Actor, now: datetime) -> LateRefund:
    """
    Decide it; the gateway is asked afterwards. The commission on it is given back as well.

    :raises NotAllowed: neither somebody of the provider's finances nor an operator
    :raises IllegalStep: it is not settled yet
    :raises TooMuchBack: so much is not left, or nothing is asked for
    :raises ReasonMissing: no reason
    """
    if by.user is None or not may_refund_late(booking, by):
        raise NotAllowed
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        plan = PaymentPlan.objects.select_for_update().filter(booking=booking).first()
        if plan is None or plan.settled_at is None:
            raise IllegalStep(_("Nothing of this booking is settled yet."))
        left = refundable(booking, now)
        if not 0 < amount.minor <= left.minor:
            told = {"amount": format_money(amount), "left": format_money(left)}
            raise TooMuchBack(
                _("%(amount)s cannot be given back; more than nothing and at most %(left)s can.") % told
            )
        refund = LateRefund.objects.create(
            plan=plan,
            minor=amount.minor,
            reason=reason.strip(),
            granted_by=by.user,
            acting_for=by.organisation,
            granted_at=now,
        )
        jobs.defer_advance(plan.pk)
        return refund


def may_refund_late(booking: Booking, by: Actor) -> bool:
    is_provider = by.organisation_id == booking.provider_id and by.has_role(Role.FINANCE)
    return is_provider or by.is_operator


def refundable(booking: Booking, now: datetime) -> Money:
    """What is left of what the customer paid for good."""
    claim = owed(booking, booking.state_at(now))
    return claim.sure if claim else Money(0, booking.currency)
