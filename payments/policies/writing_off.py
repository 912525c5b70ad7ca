"""Who may give up or write off what is owed on terms, and from when on: pure rules."""

from __future__ import annotations

from datetime import date

from capacity.models import Booking
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from payments.models import Invoice
from payments.policies.disputing import may_decide

# After more days overdue than these the marketplace may bear an invoice. By then the last reminder was five
# months ago, in which both sides could talk and the provider go to court; and of the three years after which
# a claim lapses (Civil Code, article 188) most are left, for the marketplace to come back to the customer.
BORNE_AFTER = 180


def may_give_up(booking: Booking, by: Actor) -> bool:
    """The claim is the provider's, and its finance people's to waive."""
    return by.user is not None and by.organisation_id == booking.provider_id and by.has_role(Role.FINANCE)


def may_write_off(booking: Booking, by: Actor) -> bool:
    """An operator who belongs to neither side; one side's own would pay it with the marketplace's money."""
    return may_decide(booking, by)


def is_old_enough(invoice: Invoice, today: date) -> bool:
    return invoice.days_late(today) > BORNE_AFTER
