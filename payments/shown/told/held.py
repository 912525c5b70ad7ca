"""What a card holds and nobody has taken yet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marketplace.money import Money, format_money, total
from payments.enums import OperationKind, OperationState, PaymentState, Rail, SupplementState
from payments.models import PaymentPlan
from payments.operations.guarding import GUARD
from payments.policies.charging import LET_GO, OVER
from payments.shown.told.seen import Seen


def of_hold(seen: Seen) -> list[str]:
    """Of the first payment, with what is held on top."""
    if seen.state in LET_GO:
        return [_("It is being released in full.")]
    told = [
        *_of_both(seen),
        _("Held on the card and not taken yet. It is taken once the delivery is accepted."),
    ]
    if before := seen.plan.capture_before:
        until = {"until": seen.near(before), "guarded": seen.when(before - GUARD)}
        told.append(
            _("The card holds it until %(until)s; if it is not due before, it is taken %(guarded)s.") % until
        )
    return told


def of_hold_on_top(seen: Seen) -> list[str]:
    """Where the first payment was taken already."""
    held = held_on_top(seen)
    if not held.minor:
        return []
    text = _("%(amount)s is held on the card for the change, and taken once the delivery is accepted.")
    return [text % {"amount": format_money(held)}]


def held_on_top(seen: Seen) -> Money:
    """For changes, as long as neither the end of the booking nor that of the hold has it taken."""
    plan, nothing = seen.plan, Money(0, seen.plan.currency)
    if plan.rail != Rail.CARD_HOLD or plan.state == PaymentState.CANCELLED or seen.state in OVER | LET_GO:
        return nothing
    made = plan.supplements.filter(state=SupplementState.MADE)
    on_top = total((each.amount for each in made), plan.currency)
    return max(on_top - _taken_on_top(plan), nothing)


def _taken_on_top(plan: PaymentPlan) -> Money:
    taken = plan.operations.filter(kind=OperationKind.CAPTURE, state=OperationState.DONE)
    others = taken.exclude(params__payment=plan.payment_ref)
    return total((each.amount for each in others), plan.currency)


def _of_both(seen: Seen) -> list[str]:
    on_top = held_on_top(seen)
    if not on_top.minor:
        return []
    told = {"first": format_money(seen.plan.to_secure), "more": format_money(on_top)}
    return [_("%(first)s for what was booked first, and %(more)s for the change.") % told]
