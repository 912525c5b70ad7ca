"""Paying anew for a booking that goes on though the bank let go of what its card held."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations.holds import keep_while_paying, lock_booking
from capacity.operations.refusals import IllegalStep, NotAllowed
from capacity.policies.permissions import may_book
from marketplace.accounts.actor import Actor
from marketplace.money import Money, total
from payments.enums import PaymentState, Rail, SupplementState
from payments.models import PaymentOperation, PaymentPlan
from payments.operations.beginning import MEANS, Addresses, ask_for_page, open_page
from payments.operations.owing import owed
from payments.policies.charging import OVER, allowance_for


def to_pay_again(plan: PaymentPlan, booking: Booking, now: datetime) -> Money:
    """
    What is due, or may become due, of a booking whose hold was lost, beside what was paid on top of it.

    Nothing where no hold was lost, and where a hold was let go of because nothing is due.
    """
    nothing = Money(0, booking.currency)
    if plan.state != PaymentState.CANCELLED or plan.rail not in MEANS:
        return nothing
    claim = owed(booking, booking.state_at(now))
    due = booking.total if claim is None else claim.most
    on_top = plan.supplements.filter(state=SupplementState.MADE)
    return max(due - total((each.amount for each in on_top), plan.currency), nothing)


def pay_again(*, booking: Booking, by: Actor, now: datetime, addresses: Addresses) -> PaymentOperation:
    """
    The operation that opens the payment page; the same one for a second tab, while its page is open.

    The payment that is made there takes the place of the lost one: `replaces`.

    :raises NotAllowed: the actor may not book for the customer
    :raises IllegalStep: nothing was lost, or it is paid again
    """
    if by.organisation_id != booking.customer_id or not may_book(by):
        raise NotAllowed
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        plan = PaymentPlan.objects.select_for_update().filter(booking=booking).first()
        amount = to_pay_again(plan, booking, now) if plan else None
        if plan is None or amount is None or not amount.minor:
            raise IllegalStep(_("Nothing of this booking is to be paid again."))
        if page := open_page(plan, now, replaces=plan.payment_ref):
            return page
        if booking.state_at(now) == BookingState.HELD:
            keep_while_paying(booking, by=by, now=now)
        spare = Money(0, plan.currency) if booking.state in OVER else allowance_for(booking, Rail(plan.rail))
        return ask_for_page(
            plan,
            booking,
            amount + spare,
            now=now,
            addresses=addresses,
            replaces=plan.payment_ref,
            quoted_minor=amount.minor,
        )
