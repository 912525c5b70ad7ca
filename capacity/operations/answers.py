"""The provider's answer to a request, and the customer's to a proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import ClaimKind, DeclineReason, Step
from capacity.models import Booking, Proposal
from capacity.operations import clock
from capacity.operations.assessments import Order, price_of
from capacity.operations.claiming import claim, release, settle, taken_is_refused
from capacity.operations.expiry import sweep
from capacity.operations.holds import confirm_claims, end_booking, lock_booking
from capacity.operations.locking import Tree
from capacity.operations.moving import situation_without, swap_claims
from capacity.operations.outage_claims import refill
from capacity.operations.refusals import BookingRefused, Refused
from capacity.operations.trail import Change, side_for, take_step
from capacity.policies import Wish, broken_rules
from capacity.pricing import terms_from_json
from marketplace.accounts.actor import Actor
from marketplace.periods import Period, subtract

MOST_PROPOSALS = 3


class NotProposed(Refused):
    """The proposal is not one of this booking's open ones."""


class BadProposal(Refused):
    """No period, too many, or the same one twice."""


def accept(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> Booking:
    """
    Accept a request; the claims stay for good.

    :raises IllegalStep: it was withdrawn, answered, or the answer window is over
    """
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.ACCEPT, by, now)
        touched, periods = _close_proposals(tree, booking, now)
        confirm_claims(booking, booking.period)
        change = Change(
            fields={"answer_by": None},
            message=message,
            touched=touched,
            periods=[*periods, booking.period],
        )
        take_step(booking, Step.ACCEPT, by=by, side=side, now=now, change=change)
        return booking


def decline(*, booking: Booking, by: Actor, now: datetime, reason_code: str, message: str = "") -> Booking:
    """
    Decline a request with a reason; its time is free again.

    :raises ReasonMissing: no reason code
    """
    reason = reason_code if reason_code in DeclineReason.values else ""
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.DECLINE, by, now)
        end_booking(
            tree, booking, Step.DECLINE, by=by, side=side, now=now, reason_code=reason, message=message
        )
        return booking


def propose(
    *, booking: Booking, by: Actor, now: datetime, periods: Sequence[Period], message: str = ""
) -> Booking:
    """
    Offer up to three other periods, each claimed until the customer chooses, for a day at most.

    The proposals of before are replaced. The provider's own limits do not bind it; occupied time does.

    :raises BookingRefused: a period is taken or has begun
    :raises BadProposal: none, more than three, or overlapping ones
    """
    _check_proposals(periods)
    with taken_is_refused(), transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.PROPOSE, by, now)
        sweep(tree, now=now)
        touched, changed = _close_proposals(tree, booking, now)
        earliest = min(booking.period.starts_at, *(period.starts_at for period in periods))
        choose_by = clock.choose_by(now=now, earliest_start=earliest)
        for period in periods:
            touched |= _propose_one(tree, booking, period, choose_by=choose_by, now=now)
        settle(booking, kind=ClaimKind.BOOKING, expires_at=choose_by)
        clock.watch_deadline(booking, choose_by)
        change = Change(
            fields={"answer_by": choose_by},
            message=message,
            touched=touched,
            periods=[*changed, *periods],
        )
        take_step(booking, Step.PROPOSE, by=by, side=side, now=now, change=change)
        return booking


def _check_proposals(periods: Sequence[Period]) -> None:
    if not 1 <= len(periods) <= MOST_PROPOSALS:
        raise BadProposal(_("Propose one to three periods."))
    ordered = sorted(periods)
    if any(first.overlaps(second) for first, second in pairwise(ordered)):
        raise BadProposal(_("The proposed periods overlap each other."))


BINDING = frozenset({"begun", "taken", "too_many_units", "not_operational"})


def _propose_one(
    tree: Tree, booking: Booking, period: Period, *, choose_by: datetime, now: datetime
) -> set[int]:
    situation = situation_without(booking, period, now)
    wish = Wish(period, booking.units)
    broken = [rule for rule in broken_rules(wish, situation) if rule.code in BINDING]
    if broken:
        raise BookingRefused(broken)
    price = price_of(
        terms_from_json(booking.offer_terms),
        customer=booking.customer,
        order=Order(period, booking.units, booking.quantity, booking.extras),
    )
    proposal = Proposal.objects.create(
        booking=booking,
        period=period,
        expires_at=choose_by,
        price_lines=[line.to_json() for line in price.lines],
        net_minor=price.net_minor,
        tax_minor=price.tax_minor,
        total_minor=price.total_minor,
    )
    unit_ids = situation.free_units(period)[: booking.units]
    return _keep(tree, proposal, unit_ids, situation.with_buffers(period))


def _keep(tree: Tree, proposal: Proposal, unit_ids: list[int], during: Period) -> set[int]:
    """Claim what the booking does not hold already: a proposal may overlap the period asked for."""
    own: defaultdict[int, list[Period]] = defaultdict(list)
    for unit_id, held in proposal.booking.claims.values_list("unit_id", "during"):
        own[unit_id].append(held)
    lacking: defaultdict[Period, list[int]] = defaultdict(list)
    for unit_id in unit_ids:
        for gap in subtract([during], own[unit_id]):
            lacking[gap].append(unit_id)
    touched: set[int] = set()
    for gap, without in lacking.items():
        touched |= claim(
            tree,
            unit_ids=without,
            during=gap,
            kind=ClaimKind.PROPOSAL,
            expires_at=proposal.expires_at,
            booking=proposal.booking,
            proposal=proposal,
        )
    return touched


def take_proposal(*, booking: Booking, by: Actor, now: datetime, proposal_id: int) -> Booking:
    """
    Take one of the proposed periods: the booking moves there and is confirmed.

    :raises NotProposed: it is not an open proposal of this booking
    """
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.TAKE_PROPOSAL, by, now)
        # A hold that is over counts as free, and would be in the way of the claims.
        sweep(tree, now=now)
        chosen = booking.proposals.filter(pk=proposal_id, closed_at__isnull=True).first()
        if chosen is None:
            raise NotProposed(_("This proposal is not open any more."))
        fields = _as_proposed(chosen)
        situation = situation_without(booking, chosen.period, now)
        touched, periods = swap_claims(tree, booking, chosen.period, situation=situation)
        Proposal.objects.filter(pk=chosen.pk).update(closed_at=now, was_taken=True)
        booking.proposals.filter(closed_at__isnull=True).update(closed_at=now)
        confirm_claims(booking, chosen.period)
        change = Change(fields=fields, touched=touched, periods=periods)
        take_step(booking, Step.TAKE_PROPOSAL, by=by, side=side, now=now, change=change)
        return booking


def _as_proposed(proposal: Proposal) -> dict[str, Any]:
    return {
        "period": proposal.period,
        "price_lines": proposal.price_lines,
        "net_minor": proposal.net_minor,
        "tax_minor": proposal.tax_minor,
        "total_minor": proposal.total_minor,
        "answer_by": None,
    }


def leave_proposal(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> Booking:
    """Leave the proposals; the request stands for its own period, and the provider answers anew."""
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.LEAVE_PROPOSAL, by, now)
        if not booking.proposals.filter(closed_at__isnull=True).exists():
            raise NotProposed(_("This proposal is not open any more."))
        touched, periods = _close_proposals(tree, booking, now)
        answer_by = clock.answer_by(now=now, period=booking.period)
        settle(booking, kind=ClaimKind.BOOKING, expires_at=answer_by)
        clock.watch_deadline(booking, answer_by)
        change = Change(fields={"answer_by": answer_by}, message=message, touched=touched, periods=periods)
        take_step(booking, Step.LEAVE_PROPOSAL, by=by, side=side, now=now, change=change)
        return booking


def _close_proposals(tree: Tree, booking: Booking, now: datetime) -> tuple[set[int], list[Period]]:
    """Close the open proposals and give their time back: the resources touched, the time freed."""
    claims = list(booking.claims.filter(proposal__isnull=False))
    periods = [row.during for row in claims]
    touched = release(claims) | refill(tree, periods)
    booking.proposals.filter(closed_at__isnull=True).update(closed_at=now)
    return touched, periods
