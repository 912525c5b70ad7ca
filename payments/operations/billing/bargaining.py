"""Both sides of a dispute end it between themselves: by offer and acceptance, or by giving way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import Side
from capacity.models import Booking
from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money
from payments.enums import Ending
from payments.models import BillLine, LineDispute, SettlementOffer
from payments.operations.billing.answering import WrongAmount
from payments.operations.billing.ending import end_dispute
from payments.operations.billing.locking import lock_dispute
from payments.policies.disputing import answering_side


def offer_settlement(
    *, dispute: LineDispute, kept: Money, by: Actor, now: datetime, message: str = ""
) -> SettlementOffer:
    """
    Say how much of what is disputed the provider should keep; an offer that stood open gives way to it.

    :raises NotAllowed: the actor speaks for neither side
    :raises IllegalStep: the dispute has ended
    :raises WrongAmount: less than nothing, or more than is disputed
    """
    with transaction.atomic():
        booking, line, dispute = lock_dispute(dispute)
        side = _side(booking, by)
        check_kept(line, kept)
        dispute.offers.filter(closed_at__isnull=True).update(closed_at=now)
        assert by.membership is not None
        return SettlementOffer.objects.create(
            dispute=dispute,
            side=side,
            kept_minor=kept.minor,
            message=message.strip(),
            made_by=by.membership,
            made_at=now,
        )


def take_offer(*, offer: SettlementOffer, by: Actor, now: datetime) -> LineDispute:
    """
    The other side agrees: the dispute ends as offered.

    :raises NotAllowed: it is one's own side's offer, or the actor speaks for neither
    :raises IllegalStep: the dispute has ended, or another offer was made since
    """
    with transaction.atomic():
        dispute, offer = _to_answer(offer, by)
        offer.closed_at, offer.was_taken = now, True
        offer.save(update_fields=["closed_at", "was_taken"])
        kept = Money(offer.kept_minor, dispute.line.gross.currency)
        end_dispute(dispute, kept=kept, ending=Ending.AGREED, by=by, now=now)
        return dispute


def leave_offer(*, offer: SettlementOffer, by: Actor, now: datetime) -> SettlementOffer:
    """The other side does not agree; the dispute goes on."""
    with transaction.atomic():
        _dispute, offer = _to_answer(offer, by)
        offer.closed_at = now
        offer.save(update_fields=["closed_at"])
        return offer


def give_up(*, dispute: LineDispute, by: Actor, now: datetime) -> LineDispute:
    """The customer takes the dispute back, and the line is due as it stood."""
    return _give(dispute, Side.CUSTOMER, Ending.GIVEN_UP, by, now)


def give_way(*, dispute: LineDispute, by: Actor, now: datetime) -> LineDispute:
    """The provider leaves the customer all that was disputed."""
    return _give(dispute, Side.PROVIDER, Ending.CONCEDED, by, now)


def check_kept(line: BillLine, kept: Money) -> None:
    """:raises WrongAmount: less than nothing, or more than is disputed"""
    if not 0 <= kept.minor <= line.disputed_minor:
        told = {"most": format_money(line.disputed)}
        raise WrongAmount(_("From zero to the %(most)s in dispute.") % told)


def _give(dispute: LineDispute, side: Side, ending: Ending, by: Actor, now: datetime) -> LineDispute:
    with transaction.atomic():
        booking, line, dispute = lock_dispute(dispute)
        if _side(booking, by) is not side:
            raise NotAllowed
        kept = line.disputed if side is Side.CUSTOMER else Money(0, line.disputed.currency)
        end_dispute(dispute, kept=kept, ending=ending, by=by, now=now)
        return dispute


def _side(booking: Booking, by: Actor) -> Side:
    side = answering_side(booking, by)
    if side is None:
        raise NotAllowed
    return side


def _to_answer(offer: SettlementOffer, by: Actor) -> tuple[LineDispute, SettlementOffer]:
    booking, _line, dispute = lock_dispute(offer.dispute)
    fresh = SettlementOffer.objects.get(pk=offer.pk)
    if _side(booking, by) == fresh.side:
        raise NotAllowed(_("The other side answers this offer."))
    if fresh.closed_at is not None:
        raise IllegalStep(_("Another offer was made since."))
    return dispute, fresh
