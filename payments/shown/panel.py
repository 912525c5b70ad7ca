"""The payment of a booking in the column beside it, as each side sees it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from capacity.enums import BookingState, Side
from capacity.models import Booking
from capacity.policies.permissions import may_book
from capacity.pricing.labels import percent
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.money import Money, total
from payments.enums import (
    BY_BANK,
    PaymentState,
    Rail,
)
from payments.models import Invoice
from payments.operations.banking.covering import arrived
from payments.operations.beginning import MEANS
from payments.operations.late_refunds import may_refund_late, refundable
from payments.operations.paying_again import to_pay_again
from payments.operations.securing import supplement_address
from payments.operations.supplementing import covered, lacking
from payments.policies.banking import goes_by_bank
from payments.policies.charging import LET_GO, OVER, is_to_pay
from payments.shown.earning import Payout, Reach, payout_of, reach_of
from payments.shown.late_refund import GivenBack, given_back
from payments.shown.moved import Moved, moved
from payments.shown.plans import is_begun, plan_of
from payments.shown.told.chargebacks import lost_of, of_chargebacks
from payments.shown.told.held import held_on_top, of_hold, of_hold_on_top
from payments.shown.told.seen import Seen
from payments.shown.told.taken import of_returns, of_taken, payments_of
from payments.shown.told.terms import OnTerms
from payments.shown.told.transfers import of_surplus, of_too_little, of_transfer

RETURNED = (PaymentState.PARTIALLY_REFUNDED, PaymentState.REFUNDED)
TAKEN = (PaymentState.CAPTURED, *RETURNED)


class PaymentPanel:
    """Asked for by a template; nothing where `is_shown` is not true."""

    def __init__(self, booking: Booking, *, actor: Actor, now: datetime) -> None:
        self.booking, self.actor, self.now = booking, actor, now
        self.plan = plan_of(booking)

    @property
    def _seen(self) -> Seen | None:
        return Seen(self.plan, self.booking, self.now) if self.plan else None

    @cached_property
    def _terms(self) -> OnTerms | None:
        """Where it is, or was to be, paid later."""
        is_later = self.plan and self.plan.rail == Rail.NET_TERMS and not self.is_unpaid
        return OnTerms(self._seen) if self._seen and is_later else None

    @property
    def state(self) -> BookingState:
        return self.booking.state_at(self.now)

    @property
    def is_provider(self) -> bool:
        return self.booking.side_of(self.actor) is Side.PROVIDER

    @property
    def is_unpaid(self) -> bool:
        return not is_begun(self.plan)

    @property
    def is_to_pay(self) -> bool:
        """Held, and nothing secured yet."""
        return self.state == BookingState.HELD and self.is_unpaid and is_to_pay(self.booking)

    @property
    def is_outside(self) -> bool:
        """A booking that goes on though nobody paid here: of another currency, or older than payments."""
        is_alive = self.state not in (BookingState.HELD, *LET_GO)
        return self.is_unpaid and is_alive and self.booking.total_minor > 0

    @cached_property
    def to_pay_again(self) -> Money | None:
        """Where the bank let go of what a card held, and the booking is still to be paid."""
        left = to_pay_again(self.plan, self.booking, self.now) if self.plan else None
        return left if left and left.minor > 0 else None

    @property
    def may_pay_again(self) -> bool:
        return self.booking.side_of(self.actor) is Side.CUSTOMER and may_book(self.actor)

    @property
    def is_shown(self) -> bool:
        return self.is_to_pay or self.is_outside or self.came_for_nothing or not self.is_unpaid

    @cached_property
    def came_for_nothing(self) -> bool:
        """Whether money came by bank for a booking that it could not secure; told to who sent it."""
        is_over = self.is_unpaid and self.state in LET_GO
        return bool(is_over and not self.is_provider and self.plan and arrived(self.plan).minor)

    @property
    def pill(self) -> str:
        """The key of the state in the vocabulary; empty where there is no payment to tell of."""
        if self.is_to_pay or self.to_pay_again:
            return f"payment.{PaymentState.CREATED}"
        if self._terms:
            return self._terms.pill
        if self.lost.minor:
            return "payment.charged_back"
        return "" if self.plan is None or self.is_unpaid else f"payment.{self.plan.state}"

    @cached_property
    def lost(self) -> Money:
        """What the payer's bank has taken back for good."""
        return lost_of(self.plan) if self.plan else Money(0, self.booking.currency)

    @cached_property
    def moved(self) -> list[Moved]:
        return moved(self.booking)

    @property
    def amount(self) -> Money:
        """What is held, was taken, or was taken back by the payer's bank."""
        if self.plan is None or self.is_unpaid:
            return self.booking.total
        if self.to_pay_again:
            return self.to_pay_again
        if self._terms:
            return self._terms.amount
        if self.lost.minor:
            return self.lost
        secured = covered(self.plan)
        if self.plan.state == PaymentState.AUTHORISED and self._seen:
            return self.plan.to_secure + held_on_top(self._seen)
        if self.plan.state not in TAKEN:
            return secured
        payments = payments_of(self.plan, self.moved)
        # What was paid twice was taken as well, and is no part of the price.
        return min(total((amount for amount, _at in payments), self.plan.currency), secured)

    @property
    def sentences(self) -> list[str]:
        if self.is_to_pay:
            return [_("Nothing is held or taken yet."), *(of_transfer(self._seen) if self._seen else [])]
        if self._seen and self.came_for_nothing:
            return of_too_little(self._seen, self.moved)
        if self._seen is None or self.is_unpaid:
            return [_("This booking is settled outside the marketplace.")]
        surplus = [] if self.is_provider else of_surplus(self._seen)
        return [*self._of_payment(self._seen), *surplus]

    def _of_payment(self, seen: Seen) -> list[str]:
        if self._terms:
            told = self._terms.sentences(lists_invoices=bool(self.invoices))
            return [*told, *of_returns(seen, self.moved)]
        if seen.plan.state == PaymentState.AUTHORISED:
            return [*of_hold(seen), *of_taken(seen, self.moved)]
        if seen.plan.state in TAKEN:
            return [*of_taken(seen, self.moved), *of_hold_on_top(seen)]
        if self.to_pay_again:
            return [_("The payer’s bank let go of what the card held, so nothing is paid.")]
        return [_("The card was let go of, and nothing was taken.")]

    @property
    def is_by_transfer(self) -> bool:
        """Whether the buyer chose to send the money by bank."""
        return self.plan is not None and self.plan.rail in BY_BANK

    @property
    def transfer_url(self) -> str:
        """Where the buyer sees the account and how far it is."""
        if not (self.is_to_pay and self.is_by_transfer) or self.is_provider or self.plan is None:
            return ""
        page = "payments:transfer" if self.plan.rail == Rail.MANUAL else "payments:back"
        return reverse(page, args=[self.booking.reference])

    @cached_property
    def invoices(self) -> list[tuple[Invoice, str]]:
        """(invoice, key of its state), for the finance people of both sides and operators."""
        may_see = self.actor.has_role(Role.FINANCE) or self.actor.is_operator
        return self._terms.invoices if self._terms and may_see else []

    @cached_property
    def payout(self) -> Payout | None:
        """For the provider's eyes alone."""
        if self.plan is None or not self.is_provider:
            return None
        if self.lost.minor and self.plan.settled_at is None:
            return None  # what is left is told instead: it is not known yet what of it will be theirs
        return payout_of(self.plan, self.booking, self.now, reach=self._reach)

    @cached_property
    def _reach(self) -> Reach:
        return reach_of(self.booking.provider_id, self.now)

    @property
    def lacks_account(self) -> bool:
        """Whether money is to come and there is nowhere to send it."""
        if self.payout is None or self.plan is None or self.is_paid_by_bank:
            return False
        return self.payout.pill == "payout.pending" and not self._reach.by_gateway

    @property
    def lacks_bank_account(self) -> bool:
        return self.payout is not None and self.is_paid_by_bank and self.payout.needs_account

    @property
    def is_paid_by_bank(self) -> bool:
        return self.plan is not None and goes_by_bank(self.plan)

    @property
    def may_set_up(self) -> bool:
        return self.actor.has_role(Role.FINANCE)

    @property
    def still_owed(self) -> Money | None:
        """Of a booking that is over: what the customer owes beyond what was secured."""
        if (
            self.plan is None
            or not self.plan.is_secured
            or self.plan.rail not in MEANS
            or self.state not in OVER
        ):
            return None
        left = lacking(self.plan, self.booking, self.booking.period, self.now)
        return left if left.minor > 0 else None

    @property
    def pay_more_url(self) -> str:
        return supplement_address(self.booking) if self.booking.side_of(self.actor) is Side.CUSTOMER else ""

    @cached_property
    def given_back(self) -> list[GivenBack]:
        return given_back(self.plan) if self.plan else []

    @property
    def may_give_back(self) -> bool:
        is_settled = self.plan is not None and self.plan.settled_at is not None
        may = may_refund_late(self.booking, self.actor)
        return is_settled and may and refundable(self.booking, self.now).minor > 0

    @property
    def chargebacks(self) -> list[str]:
        return of_chargebacks(self.plan) if self.plan else []

    @property
    def fee_share(self) -> str:
        return percent(self.plan.commission_basis_points) if self.plan else ""

    @property
    def fee(self) -> Money:
        assert self.payout is not None
        return -self.payout.earning.commission
