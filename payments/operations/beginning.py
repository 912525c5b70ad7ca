"""A buyer begins to pay for what is held: the plan is frozen, and a payment page is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking
from capacity.operations.holds import check_limit, keep_while_paying, lock_booking
from capacity.operations.refusals import IllegalStep, NotAllowed
from capacity.policies.permissions import may_book
from marketplace.accounts.actor import Actor
from marketplace.money import Money
from marketplace.periods import MINUTE
from payments.enums import BY_BANK, OperationKind, OperationState, Rail
from payments.gateway import Capture, Method
from payments.gateway.checkouts import BANKS
from payments.models import PaymentOperation, PaymentPlan
from payments.operations.asking import ask
from payments.operations.commissions import commission_basis_points
from payments.policies.banking import has_time_for_bank
from payments.policies.charging import allowance_for, is_to_pay

MEANS: dict[Rail, tuple[Capture, tuple[Method, ...]]] = {
    Rail.CARD_HOLD: (Capture.LATER, (Method.CARD,)),
    Rail.PREPAY: (Capture.AT_ONCE, (Method.CARD, Method.ALIPAY, Method.WECHAT)),
    Rail.BANK_TRANSFER: (Capture.AT_ONCE, (Method.BANK,)),
}
PAGE_LASTS = 40 * MINUTE  # the gateway asks for half an hour from when it is told
FRESH = 2 * MINUTE  # a page that ends so soon is not handed out again


@dataclass(frozen=True)
class Addresses:
    """Where the payment page leads: `{CHECKOUT_SESSION_ID}` stands for the page's own id."""

    success: str
    cancel: str


def begin(
    *, booking: Booking, rail: Rail, by: Actor, now: datetime, addresses: Addresses, message: str = ""
) -> PaymentOperation:
    """
    The operation that opens the payment page; the same one for a second tab, while its page is open.

    :raises IllegalStep: nothing is held any more, or it was paid
    :raises NotAllowed: the actor may not book for the customer
    :raises OverLimit: an approver of the organisation has to do it
    """
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        check_payable(booking, by, now)
        if rail == Rail.BANK_TRANSFER:
            check_bank(booking, now, is_taken=booking.currency in BANKS)
        plan = frozen_plan(booking, rail, by, now, message)
        if plan.is_secured:
            raise IllegalStep(_("It is paid already."))
        if plan.payment_ref:
            raise IllegalStep(_("The bank let go of what was held: pay again on the page of the booking."))
        if page := open_page(plan, now):
            return page
        keep_while_paying(booking, by=by, now=now, by_bank=rail in BY_BANK)
        return ask_for_page(plan, booking, plan.to_secure, now=now, addresses=addresses)


def check_payable(booking: Booking, by: Actor, now: datetime) -> None:
    """:raises Refused: the actor may not pay, or there is nothing to pay"""
    if by.organisation_id != booking.customer_id or not may_book(by):
        raise NotAllowed
    if booking.state_at(now) != BookingState.HELD:
        raise IllegalStep(_("The period is not held any more."))
    if not is_to_pay(booking):
        raise IllegalStep(_("There is nothing to pay here."))
    check_limit(booking, by)


def check_bank(booking: Booking, now: datetime, *, is_taken: bool) -> None:
    """:raises IllegalStep: money cannot come by bank in this currency, or not in time"""
    if not is_taken:
        raise IllegalStep(_("Bank transfers are not taken in this currency."))
    if not has_time_for_bank(booking, now):
        raise IllegalStep(_("A bank transfer would arrive too late: the period starts too soon."))


def frozen_plan(booking: Booking, rail: Rail, by: Actor, now: datetime, message: str) -> PaymentPlan:
    """Until something is secured the buyer may choose another rail; the commission stays."""
    assert by.membership is not None
    plan, is_new = PaymentPlan.objects.select_for_update().get_or_create(
        booking=booking,
        defaults={
            "rail": rail,
            "currency": booking.currency,
            "quoted_minor": booking.total_minor,
            "allowance_minor": allowance_for(booking, rail).minor,
            "commission_basis_points": commission_basis_points(timezone.localdate(now)),
            "begun_by": by.membership,
            "message": message,
            "created_at": now,
        },
    )
    if not is_new and not plan.is_secured:
        plan.rail, plan.begun_by, plan.message = rail, by.membership, message
        plan.allowance_minor = allowance_for(booking, rail).minor
        plan.save(update_fields=["rail", "begun_by", "message", "allowance_minor"])
    return plan


def open_page(
    plan: PaymentPlan, now: datetime, *, part: str = "", replaces: str = ""
) -> PaymentOperation | None:
    """The latest page for this part of the price, while somebody may still pay there."""
    pages = plan.operations.filter(kind=OperationKind.CHECKOUT, params__rail=plan.rail, params__part=part)
    if replaces:
        pages = pages.filter(params__replaces=replaces)
    page = (
        pages.exclude(state__in=(OperationState.FAILED, OperationState.STUCK)).order_by("-created_at").first()
    )
    if page is None or datetime.fromisoformat(page.params["expires_at"]) < now + FRESH:
        return None
    return page


def ask_for_page(
    plan: PaymentPlan,
    booking: Booking,
    amount: Money,
    *,
    now: datetime,
    addresses: Addresses,
    part: str = "",
    **others: Any,
) -> PaymentOperation:
    """For this part of the price; each part is a purpose of its own. `others` is kept with the page."""
    number = plan.operations.filter(kind=OperationKind.CHECKOUT).count() + 1
    capture, methods = MEANS[Rail(plan.rail)]
    return ask(
        plan,
        OperationKind.CHECKOUT,
        f"{part} page {number}".strip(),
        now=now,
        amount=amount,
        part=part,
        rail=plan.rail,
        capture=capture.value,
        methods=[method.value for method in methods],
        title=_title(booking),
        success_url=addresses.success,
        cancel_url=addresses.cancel,
        expires_at=(now + PAGE_LASTS).isoformat(),
        **others,
    )


def _title(booking: Booking) -> str:
    revision = booking.listing_revision
    return f"{revision.title if revision else booking.resource.slug} · {booking.reference}"
