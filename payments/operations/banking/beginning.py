"""A buyer chooses to pay by bank: the plan is frozen, and the period is kept for some days."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.holds import keep_while_paying, lock_booking
from capacity.operations.refusals import IllegalStep
from marketplace.accounts.actor import Actor
from payments.enums import Rail
from payments.models import PaymentPlan
from payments.operations.beginning import check_bank, check_payable, frozen_plan
from payments.policies.banking import own_account


def begin_by_bank(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> PaymentPlan:
    """
    The plan by which the buyer sends the money to the marketplace's own account.

    :raises IllegalStep: nothing is held any more, it was paid, or there is no account or no time for it
    :raises NotAllowed: the actor may not book for the customer
    :raises OverLimit: an approver of the organisation has to do it
    """
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        check_payable(booking, by, now)
        check_bank(booking, now, is_taken=own_account(booking.currency) is not None)
        plan = frozen_plan(booking, Rail.MANUAL, by, now, message)
        if plan.is_secured:
            raise IllegalStep(_("It is paid already."))
        keep_while_paying(booking, by=by, now=now, by_bank=True)
        return plan
