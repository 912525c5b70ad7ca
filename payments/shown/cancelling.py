"""What really comes back where a booking is cancelled, if that is not what its tiers say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from capacity.enums import BookingState, Side
from capacity.models import Booking
from capacity.operations.changes import refund_if_cancelled
from marketplace.accounts.actor import Actor
from marketplace.money import Money, format_money
from payments.enums import PaymentState, Rail
from payments.models import PaymentPlan
from payments.operations.supplementing import covered
from payments.shown.moved import moved, sum_of, went_back
from payments.shown.plans import is_begun, plan_of
from payments.shown.told.chargebacks import lost_of


@dataclass(frozen=True)
class Cancelling:
    """`agreed` is what the tiers return; of what nobody paid, or a bank took back, nothing can come back."""

    booking: Booking
    plan: PaymentPlan
    agreed: Money
    is_customer: bool

    @property
    def fee(self) -> Money:
        return self.booking.total - self.agreed

    @property
    def is_on_terms(self) -> bool:
        return self.plan.rail == Rail.NET_TERMS

    @property
    def is_lost(self) -> bool:
        """Whether nothing is held for it any more, though it was to be paid by that."""
        return self.plan.state == PaymentState.CANCELLED and not self.is_on_terms

    @property
    def is_owed(self) -> bool:
        """Whether nothing is there that could come back: what it costs is to be paid."""
        return self.is_on_terms or self.is_lost

    @property
    def back(self) -> Money:
        """What went back already counts, also where the bank took its part after that."""
        nothing = Money(0, self.booking.currency)
        if self.is_lost:
            return nothing
        left = covered(self.plan) - lost_of(self.plan) - self.fee
        gone = sum_of(went_back(moved(self.booking)), self.booking.currency)
        return max(min(left, self.agreed), gone, nothing)

    @property
    def title(self) -> str:
        told = {"fee": format_money(self.fee), "amount": format_money(self.back)}
        if self.is_owed and self.is_customer:
            text = _("Cancel now and owe %(fee)s") if self.fee.minor else _("Cancel now and owe nothing")
        elif self.is_owed:
            text = _("Cancel now: the customer owes nothing")
        elif self.is_customer:
            text = _("Cancel now and get %(amount)s back")
        else:
            text = _("Cancel now: the customer gets %(amount)s back")
        return text % told

    @property
    def button(self) -> str:
        told = {"fee": format_money(self.fee), "amount": format_money(self.back)}
        if self.is_owed and self.is_customer:
            text = _("Cancel and owe %(fee)s") if self.fee.minor else _("Cancel and owe nothing")
        elif self.is_owed:
            text = _("Cancel; nothing is owed")
        else:
            text = (
                _("Cancel and get %(amount)s back") if self.is_customer else _("Cancel and return %(amount)s")
            )
        return text % told

    @property
    def outcome(self) -> str:
        """Once it is cancelled."""
        told = {
            "customer": self.booking.customer.name,
            "fee": format_money(self.fee),
            "amount": format_money(self.back),
            "total": format_money(self.booking.total),
        }
        if self.is_owed:
            text = _("%(customer)s pays %(fee)s of %(total)s.") if self.fee.minor else _("Nothing is owed.")
        else:
            text = _("%(customer)s gets %(amount)s of %(total)s back.")
        return text % told


def cancelling(booking: Booking, *, actor: Actor, now: datetime) -> Cancelling | None:
    """Nothing where what the tiers say is what comes back."""
    plan = plan_of(booking)
    if plan is None or not is_begun(plan):
        return None
    side = booking.side_of(actor)
    is_over = booking.state_at(now) == BookingState.CANCELLED
    if is_over:
        agreed = Money(booking.refund_minor or 0, booking.currency)
    else:
        agreed = refund_if_cancelled(booking, side=side or Side.OPERATOR, now=now)
    shown = Cancelling(booking, plan, agreed, is_customer=side is Side.CUSTOMER)
    was_let_go = is_over and not shown.fee.minor  # as it should be
    is_as_agreed = not lost_of(plan).minor and (not shown.is_lost or was_let_go)
    return None if is_as_agreed and not shown.is_on_terms else shown
