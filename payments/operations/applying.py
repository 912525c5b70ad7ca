"""
Taking over what the gateway says: states, the ledger, and what has to be asked next.

The same picture applied twice, or an older one after a newer, changes nothing: journals are kept by the
gateway's own references, states are only left for later ones, and each purpose is asked for once.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations.holds import lock_booking, send_request
from capacity.operations.refusals import Refused
from capacity.operations.versions import raise_versions
from marketplace.accounts.actor import Actor
from marketplace.events import log
from marketplace.money import Money
from payments.enums import BY_GATEWAY, Failure, OperationKind, PaymentState
from payments.events import PaymentMoved
from payments.gateway import PaymentStatus
from payments.gateway.values import Payment
from payments.models import Journal, PaymentOperation, PaymentPlan
from payments.operations.attempts import note_failed_attempts
from payments.operations.banking.covering import cover
from payments.operations.looking import Picture
from payments.operations.owing import owed
from payments.operations.settling import give_back, settle
from payments.operations.supplementing import make_changes
from payments.operations.taking_over import post_losses, take_over
from payments.operations.telling import tell_of_failure, tell_of_hold, tell_of_release
from payments.policies.charging import LET_GO

logger = logging.getLogger(__name__)

SECURING = {PaymentStatus.AUTHORISED: PaymentState.AUTHORISED, PaymentStatus.SUCCEEDED: PaymentState.CAPTURED}
# From where a state may be entered.
BEFORE = {
    PaymentState.AUTHORISED: {PaymentState.CREATED},
    PaymentState.CAPTURED: {PaymentState.CREATED, PaymentState.AUTHORISED},
    PaymentState.PARTIALLY_REFUNDED: {PaymentState.CAPTURED},
    PaymentState.REFUNDED: {PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED},
    PaymentState.CANCELLED: {PaymentState.CREATED, PaymentState.AUTHORISED},
}


def apply(plan_id: int, picture: Picture, *, now: datetime) -> PaymentPlan:
    """One transaction; resource, booking, plan and accounts are locked in this order by everybody."""
    with transaction.atomic():
        plan = PaymentPlan.objects.select_related("booking").get(pk=plan_id)
        _tree, booking = lock_booking(plan.booking)
        plan = PaymentPlan.objects.select_for_update().get(pk=plan_id)
        plan.booking = booking
        before = _seen(plan)
        make_changes(plan, booking, picture, now=now)
        _choose_payment(plan, picture, now)
        take_over(plan, booking, picture, now=now)
        _follow_state(plan, booking, picture, now)
        note_failed_attempts(plan, booking, picture, now=now)
        cover(plan, booking, now=now)
        _go_on(plan, booking, picture, now)
        post_losses(booking, picture, now=now)
        if _seen(plan) != before:
            _tell(plan, booking, now)
        return plan


def _seen(plan: PaymentPlan) -> tuple[str, int]:
    """What the parties' pages show."""
    return plan.state, Journal.objects.filter(booking=plan.booking_id).count()


def _tell(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    moved = PaymentMoved(
        resource_id=booking.resource_id,
        version=raise_versions([booking.resource_id])[booking.resource_id],
        booking_id=booking.pk,
        reference=booking.reference,
        to_state=booking.state,
        payment_state=plan.state,
        customer_id=booking.customer_id,
        provider_id=booking.provider_id,
    )
    log.record(moved, now=now)


def _choose_payment(plan: PaymentPlan, picture: Picture, now: datetime) -> None:
    """
    The first payment that holds or took the amount is the one; what was paid besides goes back.

    One that was made in the place of a lost one takes it, and what is remembered of that one is history.
    """
    pages = {page.key: page for page in plan.operations.filter(kind=OperationKind.CHECKOUT)}
    kept = {payment.id for payment in picture.kept(plan)}
    kept |= {page.params["replaces"] for page in pages.values() if "replaces" in page.params}
    for payment in picture.payments:
        if payment.status not in SECURING:
            continue
        page = pages.get(payment.metadata.get("operation", ""))
        may_secure = plan.rail in BY_GATEWAY and not picture.parts.get(payment.id)
        if may_secure and (not plan.payment_ref or _takes_the_place(page, plan)):
            _choose(plan, payment, page)
            kept.add(payment.id)
        if payment.id not in kept:
            give_back(plan, payment, picture, now=now)
        elif payment.id == plan.payment_ref and payment.charge is not None:
            plan.charge_ref, plan.capture_before = payment.charge.id, payment.charge.capture_before
            plan.allowance_minor = max(_secured_by(payment).minor - plan.quoted_minor, 0)
            plan.save(update_fields=["charge_ref", "capture_before", "allowance_minor"])


def _takes_the_place(page: PaymentOperation | None, plan: PaymentPlan) -> bool:
    lost = plan.payment_ref if plan.state == PaymentState.CANCELLED else ""
    return page is not None and bool(lost) and page.params.get("replaces") == lost


def _choose(plan: PaymentPlan, payment: Payment, page: PaymentOperation | None) -> None:
    """By the rail of the page it was paid on: another may have been chosen since, in another tab."""
    if plan.payment_ref:
        plan.state = PaymentState.CREATED  # another payment begins at the beginning
    plan.payment_ref = payment.id
    if page is not None:
        plan.rail = page.params["rail"]
        plan.quoted_minor = page.params.get("quoted_minor", plan.quoted_minor)
    plan.save(update_fields=["payment_ref", "rail", "state", "quoted_minor"])


def _secured_by(payment: Payment) -> Money:
    return payment.capturable if payment.status == PaymentStatus.AUTHORISED else payment.received


def _follow_state(plan: PaymentPlan, booking: Booking, picture: Picture, now: datetime) -> None:
    payment = picture.payment(plan.payment_ref)
    if payment is None:
        return
    if payment.status == PaymentStatus.CANCELLED:
        was_held = plan.state == PaymentState.AUTHORISED
        if _enter(plan, PaymentState.CANCELLED) and was_held:
            _tell_released(booking, payment.amount, now)
    elif payment.status in SECURING:
        is_new = _enter(plan, SECURING[payment.status])
        if is_new and plan.state == PaymentState.AUTHORISED and booking.state_at(now) not in LET_GO:
            tell_of_hold(booking, payment.amount, now=now)
        if (returned := picture.returned(payment)).minor:
            is_whole = returned == payment.received
            _enter(plan, PaymentState.REFUNDED if is_whole else PaymentState.PARTIALLY_REFUNDED)


def _tell_released(booking: Booking, amount: Money, now: datetime) -> None:
    """Let go of as it should be where nothing is due; else it is lost."""
    claim = owed(booking, booking.state_at(now))
    if claim is not None and not claim.most.minor:
        tell_of_release(booking, amount, now=now)
    else:
        tell_of_failure(Failure.HOLD, booking.customer_id, booking, amount, now=now)


def _enter(plan: PaymentPlan, state: PaymentState) -> bool:
    """Whether it was not in it yet."""
    if plan.state not in BEFORE[state]:
        return False
    plan.state = state
    plan.save(update_fields=["state"])
    return True


def _go_on(plan: PaymentPlan, booking: Booking, picture: Picture, now: datetime) -> None:
    """What the booking's state asks of the payment."""
    if booking.state_at(now) == BookingState.HELD and plan.is_secured:
        _send_request(plan, booking, now)
    else:
        settle(plan, booking, picture, now=now)


def _send_request(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    """What the buyer began is done in the buyer's name; refused, the hold ends and the money goes back."""
    try:
        with transaction.atomic():
            send_request(booking=booking, by=Actor.of(plan.begun_by), now=now, message=plan.message)
    except Refused as refusal:
        logger.warning("%s is paid and cannot be sent: %s", booking, refusal)
