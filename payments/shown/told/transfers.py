"""What came by bank of a booking, too little or too much of it as well; for the customer's eyes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.money import Money, format_money, total
from payments.enums import BY_BANK
from payments.models import BankPart, PaymentPlan
from payments.operations.banking.covering import arrived, missing
from payments.operations.banking.unapplied import free_credit
from payments.shown.moved import Moved
from payments.shown.told.seen import Seen
from payments.shown.told.taken import of_returns


def of_transfer(seen: Seen) -> list[str]:
    """Before all of it is there."""
    came = arrived(seen.plan)
    if not came.minor:
        return [_("It waits for your bank transfer.")] if seen.plan.rail in BY_BANK else []
    told = {"arrived": format_money(came), "missing": format_money(missing(seen.plan))}
    return [_("%(arrived)s came by bank, and %(missing)s is missing.") % told]


def of_too_little(seen: Seen, moved: list[Moved]) -> list[str]:
    """Once nothing can be booked with it any more."""
    came = {"amount": format_money(arrived(seen.plan))}
    told = [_("%(amount)s came by bank; it was not enough, or too late, and nothing is booked.") % came]
    return [*told, *of_returns(seen, moved)]


def of_surplus(seen: Seen) -> list[str]:
    """Of what came for it and is for nothing yet, as much as the customer still has here."""
    more = min(_surplus(seen.plan), free_credit(seen.booking.customer, seen.plan.currency))
    if more.minor <= 0:
        return []
    text = _(
        "%(amount)s more came by bank than was needed. It is your firm’s, and stays here for its next "
        "booking or invoice; the operators send it back if you ask them."
    )
    return [text % {"amount": format_money(more)}]


def _surplus(plan: PaymentPlan) -> Money:
    """Beyond the price, or meant for a booking that was paid in another way."""
    lines = plan.bank_parts.filter(line__isnull=False).values("line")
    beyond = BankPart.objects.filter(line__in=lines, plan__isnull=True)
    return total((part.amount for part in beyond), plan.currency) + arrived(plan)
