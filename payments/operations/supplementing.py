"""Paying on top: for a change that costs more than is secured and is made then, or for further use."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking, Proposal
from capacity.operations import answers, changes
from capacity.operations.holds import lock_booking
from capacity.operations.refusals import IllegalStep, NotAllowed, NotSecured, Refused
from capacity.policies.permissions import may_book
from marketplace.accounts.actor import Actor
from marketplace.money import Money, total
from marketplace.periods import Period
from payments.enums import SECURED, Rail, SupplementState
from payments.models import PaymentOperation, PaymentPlan, Supplement
from payments.operations.beginning import MEANS, Addresses, ask_for_page, open_page
from payments.operations.looking import HOLDING, Picture
from payments.operations.owing import owed
from payments.operations.telling import tell_of_hold
from payments.policies.charging import OVER

log = logging.getLogger(__name__)


def covered(plan: PaymentPlan) -> Money:
    """What is secured for the booking, with what was paid on top."""
    paid = plan.supplements.filter(state=SupplementState.MADE)
    return plan.to_secure + total((supplement.amount for supplement in paid), plan.currency)


def lacking(plan: PaymentPlan, booking: Booking, period: Period, now: datetime) -> Money:
    """
    What has to be paid on top for the booking to move to this period; nothing or less: it may at once.

    Of one that is over: what is owed beyond what was secured.
    """
    if claim := owed(booking, booking.state_at(now)):
        return claim.sure - covered(plan)
    proposal = _proposal(booking, period)
    price = changes.price_of_period(booking, period).total_minor if proposal is None else proposal.total_minor
    return Money(price, booking.currency) - covered(plan)


def begin_supplement(
    *, booking: Booking, period: Period, by: Actor, now: datetime, addresses: Addresses
) -> PaymentOperation:
    """
    The operation that opens the payment page; the same one for a second tab, while its page is open.

    :raises NotAllowed: the actor may not book for the customer
    :raises IllegalStep: nothing is secured for the booking, or the change costs nothing more
    :raises Refused: the change could not be made now, paid or not
    """
    if by.organisation_id != booking.customer_id or not may_book(by) or by.membership is None:
        raise NotAllowed
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        plan = PaymentPlan.objects.select_for_update().filter(booking=booking, state__in=SECURED).first()
        if plan is None:
            raise IllegalStep(_("Nothing is paid for this booking yet."))
        if plan.rail not in MEANS:
            raise IllegalStep(_("Book the additional time by itself."))
        amount = lacking(plan, booking, period, now)
        if amount.minor <= 0:
            raise IllegalStep(_("This change costs nothing more: make it at once."))
        _check_change(booking, period, by, now)
        supplement = _supplement(plan, period, amount, by, now)
        if page := open_page(plan, now, part=supplement.part):
            return page
        return ask_for_page(
            plan, booking, supplement.amount, now=now, addresses=addresses, part=supplement.part
        )


def _check_change(booking: Booking, period: Period, by: Actor, now: datetime) -> None:
    """Nobody is led to pay for what would be refused: it is tried as far as to the missing money."""
    if booking.state in OVER:
        return
    with suppress(NotSecured), transaction.atomic():
        _change(booking, period, by, now)
        raise NotSecured("")  # it is only tried


def _supplement(plan: PaymentPlan, period: Period, amount: Money, by: Actor, now: datetime) -> Supplement:
    same = plan.supplements.filter(state=SupplementState.OPEN, period=period, minor=amount.minor)
    if found := same.first():
        return found
    assert by.membership is not None
    return plan.supplements.create(
        number=plan.supplements.count() + 1,
        period=period,
        minor=amount.minor,
        begun_by=by.membership,
        created_at=now,
    )


def make_changes(plan: PaymentPlan, booking: Booking, picture: Picture, *, now: datetime) -> None:
    """The changes that were paid for, in the name of who paid."""
    paid = {picture.parts.get(each.id, "") for each in picture.payments if each.status in HOLDING}
    if not paid - {""}:
        return
    for supplement in plan.supplements.filter(state=SupplementState.OPEN).order_by("number"):
        if supplement.part in paid:
            _make(supplement, booking, now)
            booking.refresh_from_db()


def _make(supplement: Supplement, booking: Booking, now: datetime) -> None:
    supplement.state = SupplementState.MADE
    try:
        with transaction.atomic():
            supplement.save(update_fields=["state"])  # the guard of the change counts it
            if booking.state not in OVER:
                _change(booking, supplement.period, Actor.of(supplement.begun_by), now)
                if supplement.plan.rail == Rail.CARD_HOLD:
                    tell_of_hold(booking, supplement.amount, now=now)
    except Refused as refusal:
        log.info("%s is paid and its change cannot be made: %s", supplement, refusal)
        supplement.state, supplement.reason = SupplementState.REFUSED, str(refusal)
        supplement.save(update_fields=["state", "reason"])


def _change(booking: Booking, period: Period, by: Actor, now: datetime) -> None:
    if proposal := _proposal(booking, period):
        answers.take_proposal(booking=booking, by=by, now=now, proposal_id=proposal.pk)
    elif period.starts_at == booking.period.starts_at:
        changes.extend(booking=booking, by=by, now=now, ends_at=period.ends_at)
    else:
        changes.reschedule(booking=booking, by=by, now=now, period=period)


def _proposal(booking: Booking, period: Period) -> Proposal | None:
    if booking.state != BookingState.REQUESTED:
        return None
    return booking.proposals.filter(period=period, closed_at__isnull=True).first()
