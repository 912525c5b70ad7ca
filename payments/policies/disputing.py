"""Who may answer for which side when a line of a bill is disputed."""

from __future__ import annotations

from capacity.enums import Side
from capacity.models import Booking
from capacity.policies.permissions import BUYING, SCHEDULING
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role

ANSWERING = {Side.CUSTOMER: (*BUYING, Role.FINANCE), Side.PROVIDER: (*SCHEDULING, Role.FINANCE)}


def answering_side(booking: Booking, actor: Actor) -> Side | None:
    """The side for which the actor may speak; none for all others, operators among them."""
    side = booking.side_of(actor)
    return side if side in ANSWERING and actor.has_role(*ANSWERING[side]) else None


def may_decide(booking: Booking, actor: Actor) -> bool:
    """An operator who belongs to neither side."""
    parties = {booking.customer_id, booking.provider_id}
    return (
        actor.is_operator
        and actor.user is not None
        and not (actor.user.memberships.filter(organisation__in=parties, is_active=True).exists())
    )
