"""Changing a booking that stands: another time, longer, shorter, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.cancellation import TierTerms, refund_now
from capacity.enums import BookingState, CancelReason, Side, Step
from capacity.models import Booking
from capacity.operations import clock
from capacity.operations.assessments import Order, price_of
from capacity.operations.claiming import taken_is_refused
from capacity.operations.expiry import sweep
from capacity.operations.holds import end_booking, lock_booking
from capacity.operations.moving import situation_without, swap_claims
from capacity.operations.refusals import BookingRefused, IllegalStep
from capacity.operations.trail import Change, side_for, take_step
from capacity.policies import BrokenRule, Limits, Wish, broken_rules
from capacity.pricing import Quote, terms_from_json
from marketplace.accounts.actor import Actor
from marketplace.money import Money
from marketplace.periods import MINUTE, Period


@dataclass(frozen=True)
class Moved:
    """A changed booking, and what it costs more (or, negative, less) than before."""

    booking: Booking
    difference: Money


def reschedule(*, booking: Booking, by: Actor, now: datetime, period: Period) -> Moved:
    """
    Move a confirmed booking that has not begun to another period.

    :raises BookingRefused: rules stand against the period
    :raises IllegalStep: too late for the customer to change it
    """
    return _move(Step.RESCHEDULE, booking=booking, by=by, now=now, period=period)


def extend(*, booking: Booking, by: Actor, now: datetime, ends_at: datetime) -> Moved:
    """End later than agreed, also while in use."""
    if ends_at <= booking.period.ends_at:
        raise IllegalStep(_("To extend, choose an end after the present one."))
    period = Period(booking.period.starts_at, ends_at)
    return _move(Step.EXTEND, booking=booking, by=by, now=now, period=period)


def shorten(*, booking: Booking, by: Actor, now: datetime, ends_at: datetime) -> Moved:
    """End earlier than agreed; the rest is free for others at once."""
    if not max(booking.period.starts_at, now) < ends_at < booking.period.ends_at:
        raise IllegalStep(_("To shorten, choose an end before the present one that is still to come."))
    period = Period(booking.period.starts_at, ends_at)
    return _move(Step.SHORTEN, booking=booking, by=by, now=now, period=period)


def _move(step: Step, *, booking: Booking, by: Actor, now: datetime, period: Period) -> Moved:
    with taken_is_refused(), transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, step, by, now)
        sweep(tree, now=now)
        check_still_changeable(booking, now)
        situation = situation_without(booking, period, now)
        broken = _standing_against(
            step, booking, period, broken_rules(Wish(period, booking.units), situation)
        )
        if broken:
            raise BookingRefused(broken)
        price = price_of_period(booking, period)
        difference = Money(price.total_minor - booking.total_minor, booking.currency)
        touched, periods = swap_claims(tree, booking, period, situation=situation)
        _watch(booking, period)
        change = Change(fields=_repriced(period, price), touched=touched, periods=periods)
        take_step(booking, step, by=by, side=side, now=now, change=change)
        return Moved(booking, difference)


BEGUN = frozenset({"begun", "no_notice", "off_grid"})


def _standing_against(
    step: Step, booking: Booking, period: Period, broken: list[BrokenRule]
) -> list[BrokenRule]:
    """The start of an extension or cut is settled already; what was agreed about it is not asked again."""
    if step is Step.RESCHEDULE or period.starts_at != booking.period.starts_at:
        return broken
    return [rule for rule in broken if rule.code not in BEGUN]


def check_still_changeable(booking: Booking, now: datetime) -> None:
    """:raises IllegalStep: the policy leaves changes to the provider, or from now on"""
    notice = Limits.from_json(booking.policy_terms).change_notice_minutes
    if booking.state == BookingState.IN_USE:
        return
    if notice is None:
        raise IllegalStep(_("This provider makes changes itself: cancel, or write to it."))
    if now > booking.period.starts_at - notice * MINUTE:
        raise IllegalStep(_("It is too late to change this booking."))


def price_of_period(booking: Booking, period: Period) -> Quote:
    """By the terms agreed when the booking was made, not by today's."""
    order = Order(period, booking.units, booking.quantity, booking.extras)
    return price_of(terms_from_json(booking.offer_terms), customer=booking.customer, order=order)


def _repriced(period: Period, price: Quote) -> dict[str, Any]:
    return {
        "period": period,
        "price_lines": [line.to_json() for line in price.lines],
        "net_minor": price.net_minor,
        "tax_minor": price.tax_minor,
        "total_minor": price.total_minor,
    }


def _watch(booking: Booking, period: Period) -> None:
    if booking.state == BookingState.IN_USE:
        clock.watch_end(booking, period)
    else:
        clock.watch_start(booking, Limits.from_json(booking.policy_terms).no_show_at(period))


def cancel(*, booking: Booking, by: Actor, now: datetime, reason_code: str, message: str = "") -> Booking:
    """
    Cancel a confirmed booking. The customer gets back what the agreed tiers say, and everything when
    the provider or an operator cancels; the amount is stored, the money itself moves elsewhere.

    :raises ReasonMissing: no reason code
    :raises IllegalStep: it is not confirmed
    """
    reason = reason_code if reason_code in CancelReason.values else ""
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.CANCEL, by, now)
        end_booking(
            tree,
            booking,
            Step.CANCEL,
            by=by,
            side=side,
            now=now,
            reason_code=reason,
            message=message,
            fields={"refund_minor": refund_if_cancelled(booking, side=side, now=now).minor},
        )
        return booking


def refund_if_cancelled(booking: Booking, *, side: Side, now: datetime) -> Money:
    """What the customer gets back if this side cancels now."""
    if side is not Side.CUSTOMER:
        return booking.total
    minor = refund_now(
        [TierTerms(**tier) for tier in booking.cancellation_tiers],
        starts_at=booking.period.starts_at,
        total_minor=booking.total_minor,
        now=now,
    )
    return Money(minor, booking.currency)
