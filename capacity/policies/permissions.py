"""Which roles may do what. Looking things up through the person asking comes before this."""

from __future__ import annotations

from capacity.enums import Side, Step
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role

BUYING = (Role.BUYER, Role.APPROVER)
SCHEDULING = (Role.SCHEDULER,)
LISTING = (Role.LISTER,)

# Where a step asks for more than the role of its side.
NARROWER = {Step.EXTEND_HOLD: (Role.APPROVER,)}


def may_take(step: Step, side: Side, actor: Actor) -> bool:
    match side:
        case Side.CUSTOMER:
            return actor.has_role(*NARROWER.get(step, BUYING))
        case Side.PROVIDER:
            return actor.has_role(*SCHEDULING)
        case Side.OPERATOR:
            return actor.is_operator
        case Side.CLOCK:
            return actor.is_clock


def may_book(actor: Actor) -> bool:
    return actor.organisation is not None and actor.has_role(*BUYING)


def may_list(actor: Actor) -> bool:
    """Edit what is listed: resource, units, offers, policy."""
    return actor.organisation is not None and actor.has_role(*LISTING)


def may_schedule(actor: Actor) -> bool:
    """Answer requests and change the calendar: opening hours, outages."""
    return actor.organisation is not None and actor.has_role(*SCHEDULING)


def within_limit(actor: Actor, total_minor: int, currency: str) -> bool:
    """Whether the member may commit this amount without an approver; an approver may any."""
    membership = actor.membership
    if membership is None or membership.limit_minor is None or actor.has_role(Role.APPROVER):
        return True
    return membership.limit_currency == currency and total_minor <= membership.limit_minor
