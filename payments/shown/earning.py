"""How far the provider's money is, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import Money, format_money, total
from marketplace.pages.formats import near_text, short_day_text
from payments.enums import (
    AllocatedTo,
    BankTaskKind,
    BankTaskState,
    ChargebackState,
    OperationKind,
    OperationState,
    Rail,
)
from payments.models import BankAccount, PaymentOperation, PaymentPlan, PayoutAccount
from payments.operations.asking import WITHDRAWN
from payments.operations.owing import owed
from payments.operations.supplementing import covered
from payments.policies.banking import goes_by_bank
from payments.policies.charging import PAYOUT_HOLD
from payments.policies.earning import Earning, earning_of
from payments.shown.plans import is_begun


class Stage(StrEnum):
    EXPECTED = "expected"
    EARNED = "earned"
    PAID_OUT = "paid_out"


@dataclass(frozen=True)
class Reach:
    """Where a firm can be paid: by the gateway, and by bank in which currencies."""

    by_gateway: bool
    by_bank: Collection[str]


def reach_of(firm_id: int, now: datetime) -> Reach:
    return Reach(
        by_gateway=PayoutAccount.objects.confirmed().filter(organisation=firm_id).exists(),
        by_bank=set(
            BankAccount.objects.usable(now).filter(organisation=firm_id).values_list("currency", flat=True)
        ),
    )


@dataclass(frozen=True)
class Payout:
    """
    The provider's share of one booking, and what a late payer paid it for being late.

    `needs_account` is whether it waits for an account alone.
    """

    earning: Earning
    stage: Stage
    why: str
    needs_account: bool = False
    interest: Money | None = None

    @property
    def whole(self) -> Money:
        return self.earning.net + self.interest if self.interest else self.earning.net

    @property
    def pill(self) -> str:
        return "payout.paid" if self.stage is Stage.PAID_OUT else "payout.pending"


def payout_of(plan: PaymentPlan, booking: Booking, now: datetime, *, reach: Reach) -> Payout | None:
    """Nothing where nothing is secured, or nothing will be the provider's."""
    share = share_of(plan, booking, booking.state_at(now))
    return followed(share, plan, booking, now, reach) if share else None


def followed(share: Payout, plan: PaymentPlan, booking: Booking, now: datetime, reach: Reach) -> Payout:
    """The share with how far all of it is."""
    if plan.rail == Rail.NET_TERMS and (waiting := _why_not_paid(plan)):
        return replace(share, why=waiting)
    if plan.settled_at is None:
        return replace(share, why=_why_not_earned(booking, booking.state_at(now), now))
    return sent(share, plan, booking, now, reach)


def share_of(plan: PaymentPlan, booking: Booking, state: BookingState) -> Payout | None:
    """All that is to be the provider's, without why it is not there yet."""
    claim = owed(booking, state)
    due = claim.most if claim else booking.total
    # On terms all that is due is invoiced, a change that cost more and use beyond the period as well.
    secured = due if plan.rail == Rail.NET_TERMS else covered(plan) - _charged_back(plan)
    earning = earning_of(plan, due, secured)
    interest = _interest(plan) if plan.rail == Rail.NET_TERMS else None
    if not is_begun(plan) or (earning.net.minor <= 0 and not interest):
        return None
    return Payout(earning, Stage.EXPECTED, "", interest=interest)


def sent(share: Payout, plan: PaymentPlan, booking: Booking, now: datetime, reach: Reach) -> Payout:
    """The share with what became of that of it which is settled, though the rest may be to come."""
    earning = share.earning
    if goes_by_bank(plan):
        return replace(_by_bank(plan, booking, earning, now, reach), interest=share.interest)
    transfer = _transfer(plan)
    if transfer and transfer.state == OperationState.DONE and transfer.finished_at:
        told = _("Paid out on %(day)s") % {"day": _day(transfer.finished_at, booking)}
        return Payout(earning, Stage.PAID_OUT, told)
    if transfer and transfer.state in (OperationState.FAILED, OperationState.STUCK):
        return Payout(earning, Stage.EARNED, _("The payout was refused; an operator looks into it"))
    if transfer is None and not reach.by_gateway:
        return Payout(earning, Stage.EARNED, _("Waits until you have set up payouts"), needs_account=True)
    settled_at = plan.settled_at or now
    due_at = max(settled_at + PAYOUT_HOLD, transfer.not_before if transfer else settled_at)
    told = _("Is paid out on %(day)s") % {"day": _day(max(due_at, now), booking)}
    return Payout(earning, Stage.EARNED, told)


def _by_bank(plan: PaymentPlan, booking: Booking, earning: Earning, now: datetime, reach: Reach) -> Payout:
    """An operator sends it, and the bank's statement proves it; no payment provider is involved."""
    payouts = [each for each in plan.bank_tasks.all() if each.kind == BankTaskKind.PAYOUT]
    paid = [each for each in payouts if each.state == BankTaskState.PAID]
    task = max(payouts, key=lambda each: each.pk, default=None)
    if task and task.state == BankTaskState.PAID and task.line:
        told = _("Paid out by bank on %(day)s") % {"day": short_day_text(task.line.booked_on)}
        return Payout(earning, Stage.PAID_OUT, told)
    if task is None and earning.net.minor:
        return Payout(earning, Stage.EARNED, kept_back_text())
    is_unsent = task is None or task.state in (BankTaskState.DUE, BankTaskState.RETURNED)
    if is_unsent and plan.currency not in reach.by_bank:
        told = _("Waits until your bank account is entered, confirmed and a day old")
        return Payout(earning, Stage.EARNED, told, needs_account=True)
    due_at = task.not_before if task else now
    day = {"day": _day(max(due_at, now), booking)}
    if paid:
        sent = {"sent": format_money(total((each.amount for each in paid), plan.currency))}
        told = _("%(sent)s was sent by bank; the rest is from %(day)s on, by an operator") % (sent | day)
    else:
        told = _("Is sent by bank from %(day)s on; an operator does it") % day
    return Payout(earning, Stage.EARNED, told)


def is_unposted(plan: PaymentPlan) -> bool:
    """Whether the gateway sent it, and the ledger does not say so yet."""
    transfer = _transfer(plan)
    return transfer is not None and transfer.state == OperationState.DONE and transfer.posted_at is None


def kept_back_text() -> str:
    return _("Kept back for what you owe from other bookings")


def _interest(plan: PaymentPlan) -> Money | None:
    """What came for being late; taken from what was prefetched, where it was."""
    came = [
        each.amount
        for invoice in plan.invoices.all()
        for each in invoice.allocations.all()
        if each.to == AllocatedTo.INTEREST
    ]
    return total(came, plan.currency) if came else None


def _charged_back(plan: PaymentPlan) -> Money:
    """What a bank took back for good, and the provider bears."""
    if goes_by_bank(plan):
        return Money(0, plan.currency)
    lost = (each for each in plan.chargebacks.all() if each.state == ChargebackState.LOST)
    return total((each.amount for each in lost if not each.is_borne_by_us), plan.currency)


def _why_not_paid(plan: PaymentPlan) -> str:
    """On terms the provider is paid when the customer has paid; empty where no invoice is open."""
    unpaid = [invoice for invoice in plan.invoices.all() if invoice.open_minor]
    if not unpaid:
        return ""
    latest = max(invoice.due_on for invoice in unpaid)
    return _("Waits for the customer, whose invoice is due on %(day)s") % {"day": short_day_text(latest)}


def _transfer(plan: PaymentPlan) -> PaymentOperation | None:
    """The latest that was not given up for another; taken from what was prefetched, where it was."""
    transfers = [each for each in plan.operations.all() if each.kind == OperationKind.TRANSFER]
    meant = (each for each in transfers if each.error_code not in WITHDRAWN)
    return max(meant, key=lambda each: each.created_at, default=None)


def _why_not_earned(booking: Booking, state: BookingState, now: datetime) -> str:
    match state:
        case BookingState.REQUESTED:
            return _("Waits for your answer")
        case BookingState.CONFIRMED | BookingState.IN_USE:
            day = {"day": _day(booking.period.starts_at, booking)}
            return _("Earned once the use on %(day)s is accepted") % day
        case BookingState.DELIVERED if booking.accept_by:
            until = near_text(booking.accept_by, booking.resource.site.zone, now=now)
            return _("The customer accepts by %(until)s") % {"until": until}
    return _("Is being taken from the customer")


def _day(moment: datetime, booking: Booking) -> str:
    return short_day_text(moment.astimezone(booking.resource.site.zone).date())
