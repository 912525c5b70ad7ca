"""Holding a period, and what the customer does with the hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import BookingState, ClaimKind, Side, Step
from capacity.models import Booking, Offer, Resource
from capacity.operations import clock
from capacity.operations.assessments import Order, price_of
from capacity.operations.claiming import claim, release, settle, taken_is_refused
from capacity.operations.expiry import sweep
from capacity.operations.locking import Tree, lock_tree
from capacity.operations.outage_claims import refill
from capacity.operations.refusals import BookingRefused, IllegalStep, NotAllowed, Refused
from capacity.operations.situations import around, load_situation
from capacity.operations.terms import terms_of, tiers_of
from capacity.operations.trail import Change, new_reference, side_for, take_step, write_down
from capacity.policies import Limits, Wish, broken_rules
from capacity.policies.permissions import may_book, within_limit
from capacity.pricing import Quote, terms_to_json
from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money
from marketplace.periods import Period


class OverLimit(Refused):
    """The amount is more than the member may commit alone."""


class OwnResource(Refused):
    """A provider does not book its own machines; it reports an outage or maintenance."""


def hold(*, offer: Offer, order: Order, by: Actor, now: datetime, note: str = "") -> Booking:
    """
    Claim the period for the actor's organisation for fifteen minutes.

    `offer` must come from what the actor may see. One unit is claimed for each of `order.units`.

    :raises NotAllowed: the actor may not book
    :raises OwnResource: the organisation provides the resource itself
    :raises BookingRefused: rules stand against it, all of them named
    :raises NotPriced: the offer has no price for the period
    """
    if not may_book(by):
        raise NotAllowed
    if offer.resource.provider_id == by.organisation_id:
        raise OwnResource(_("This is your own machine; report an outage or maintenance instead."))
    with taken_is_refused(), transaction.atomic():
        tree = lock_tree(offer.resource_id)
        sweep(tree, now=now)
        return _hold_locked(tree, offer=offer, order=order, by=by, now=now, note=note)


def _hold_locked(tree: Tree, *, offer: Offer, order: Order, by: Actor, now: datetime, note: str) -> Booking:
    resource = _with_terms(tree.resource)
    situation = load_situation(
        resource=resource, customer=by.organisation, window=around(order.period), now=now
    )
    wish = Wish(order.period, order.units)
    broken = broken_rules(wish, situation)
    if broken:
        raise BookingRefused(broken)
    terms = terms_of(offer, resource.site.zone)
    price = price_of(terms, customer=by.organisation, order=order)
    booking = _create(resource, offer, order, price, situation.limits, by=by, now=now, note=note)
    booking.offer_terms = terms_to_json(terms)
    booking.save()
    during = situation.with_buffers(order.period)
    touched = claim(
        tree,
        unit_ids=situation.free_units(order.period)[: order.units],
        during=during,
        kind=ClaimKind.HOLD,
        expires_at=booking.held_until,
        booking=booking,
    )
    _begin_trail(booking, by=by, now=now, change=Change(touched=touched, periods=[during]))
    return booking


def _with_terms(resource: Resource) -> Resource:
    return Resource.objects.for_page().get(pk=resource.pk)


def _create(
    resource: Resource,
    offer: Offer,
    order: Order,
    price: Quote,
    limits: Limits,
    *,
    by: Actor,
    now: datetime,
    note: str,
) -> Booking:
    """The booking with everything that is agreed frozen into it, not yet saved."""
    customer = by.organisation
    assert customer is not None
    return Booking(
        reference=new_reference(),
        resource=resource,
        offer=offer,
        provider=resource.provider,
        customer=customer,
        booked_by=by.user,
        state=BookingState.HELD,
        period=order.period,
        units=order.units,
        quantity=order.quantity,
        extras=sorted(order.extras),
        note=note,
        held_until=now + clock.HOLD,
        price_lines=[line.to_json() for line in price.lines],
        net_minor=price.net_minor,
        tax_minor=price.tax_minor,
        total_minor=price.total_minor,
        currency=price.currency,
        policy_terms=limits.to_json(),
        cancellation_tiers=tiers_of(offer),
        listing_revision=resource.published_revision,
        customer_class=customer.size_class,
        provider_class=resource.provider.size_class,
        created_at=now,
    )


def _begin_trail(booking: Booking, *, by: Actor, now: datetime, change: Change) -> None:
    assert booking.held_until is not None
    clock.watch_deadline(booking, booking.held_until)
    write_down(
        booking, Step.HOLD, by=by, side=Side.CUSTOMER, now=now, change=change, from_state=None, before={}
    )


def send_request(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> Booking:
    """
    Turn the hold into a request, or into a booking where the offer confirms at once.

    :raises IllegalStep: the hold is over, or was used already
    :raises OverLimit: an approver of the organisation has to do it
    """
    step = Step.CONFIRM if _is_instant(booking) else Step.REQUEST
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, step, by, now)
        check_limit(booking, by)
        if step is Step.CONFIRM:
            confirm_claims(booking, booking.period)
            fields: dict[str, object] = {"held_until": None}
        else:
            fields = _await_answer(booking, now)
        change = Change(fields=fields, message=message, periods=[booking.period], touched=_family(tree))
        take_step(booking, step, by=by, side=side, now=now, change=change)
        return booking


def _family(tree: Tree) -> set[int]:
    return {each.pk for each in (*tree.ancestors(), *tree.descendants())}


def _is_instant(booking: Booking) -> bool:
    return booking.offer.is_instant


def check_limit(booking: Booking, by: Actor) -> None:
    """:raises OverLimit: an approver of the organisation has to do it"""
    if not within_limit(by, booking.total_minor, booking.currency):
        raise OverLimit(
            _("%(amount)s is above your limit; an approver of your organisation can send it.")
            % {"amount": format_money(Money(booking.total_minor, booking.currency))}
        )


def _await_answer(booking: Booking, now: datetime) -> dict[str, object]:
    answer_by = clock.answer_by(now=now, period=booking.period)
    settle(booking, kind=ClaimKind.BOOKING, expires_at=answer_by)
    clock.watch_deadline(booking, answer_by)
    return {"held_until": None, "answer_by": answer_by}


def confirm_claims(booking: Booking, period: Period) -> None:
    """The claims stay for good, and the start of the period is watched."""
    settle(booking, kind=ClaimKind.BOOKING, expires_at=None)
    clock.watch_start(booking, Limits.from_json(booking.policy_terms).no_show_at(period))


def withdraw(*, booking: Booking, by: Actor, now: datetime, message: str = "") -> Booking:
    """
    Let go of a hold, or take back a request nobody answered yet.

    :raises IllegalStep: it was answered, or has expired
    """
    with transaction.atomic():
        tree, booking = lock_booking(booking)
        side = side_for(booking, Step.WITHDRAW, by, now)
        end_booking(tree, booking, Step.WITHDRAW, by=by, side=side, now=now, message=message)
        return booking


def keep_while_paying(booking: Booking, *, by: Actor, now: datetime, by_bank: bool = False) -> None:
    """
    Whoever is at the payment page keeps the period for half an hour, though not for ever.

    Money that comes by bank takes days, and is given them. In the caller's transaction, with the booking
    locked.
    """
    until = min(now + clock.PAYING, booking.created_at + clock.LONGEST_PAYING)
    if by_bank:
        until = max(until, clock.kept_for_bank(booking))
    if booking.held_until is None or until <= booking.held_until:
        return
    settle(booking, kind=ClaimKind.HOLD, expires_at=until)
    clock.watch_deadline(booking, until)
    change = Change(fields={"held_until": until})
    take_step(booking, Step.EXTEND_HOLD, by=by, side=Side.CUSTOMER, now=now, change=change)


def extend_hold(*, booking: Booking, by: Actor, now: datetime, minutes: int) -> Booking:
    """
    An approver keeps the hold for longer, up to a day from its beginning.

    :raises IllegalStep: the hold is over, or that is too long
    """
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        side = side_for(booking, Step.EXTEND_HOLD, by, now)
        until = now + timedelta(minutes=minutes)
        check_longer(booking, until, now)
        settle(booking, kind=ClaimKind.HOLD, expires_at=until)
        clock.watch_deadline(booking, until)
        change = Change(fields={"held_until": until})
        take_step(booking, Step.EXTEND_HOLD, by=by, side=side, now=now, change=change)
        return booking


def check_longer(booking: Booking, until: datetime, now: datetime) -> None:
    """:raises IllegalStep: a hold cannot be kept until then, or is already"""
    if until <= now or until > booking.created_at + clock.LONGEST_HOLD:
        raise IllegalStep(_("A hold can be extended to 24 hours from its beginning at most."))
    if booking.held_until is not None and until < booking.held_until:
        raise IllegalStep(_("The period is kept for longer than that already."))


def can_be_kept_longer(booking: Booking, now: datetime, *, minutes: int = 0) -> bool:
    """By so many minutes from now; without a number by any more than it is kept already."""
    until = now + timedelta(minutes=minutes) if minutes else booking.created_at + clock.LONGEST_HOLD
    try:
        check_longer(booking, until, now)
    except IllegalStep:
        return False
    return bool(booking.held_until is None or until > booking.held_until)


def lock_booking(booking: Booking) -> tuple[Tree, Booking]:
    """The locked tree of the booking's resource, and the booking as it is under the lock."""
    tree = lock_tree(booking.resource_id)
    booking = Booking.objects.get(pk=booking.pk)
    booking.resource = tree.resource
    return tree, booking


def end_booking(
    tree: Tree,
    booking: Booking,
    step: Step,
    *,
    by: Actor,
    side: Side,
    now: datetime,
    reason_code: str = "",
    message: str = "",
    fields: dict[str, object] | None = None,
) -> None:
    """Give all of the booking's time back and leave by an exit."""
    claims = list(booking.claims.all())
    periods = [row.during for row in claims]
    touched = release(claims) | refill(tree, periods)
    booking.proposals.filter(closed_at__isnull=True).update(closed_at=now)
    clock.stop_all(booking)
    change = Change(
        fields=fields or {},
        reason_code=reason_code,
        message=message,
        touched=touched,
        periods=periods,
    )
    take_step(booking, step, by=by, side=side, now=now, change=change)
