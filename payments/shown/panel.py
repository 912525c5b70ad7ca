"""The payment of a booking in the column beside it, as each side sees it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from capacity.enums import BookingState, Side
from capacity.models import Booking
from capacity.pricing.labels import percent
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role
from marketplace.money import Money, format_money, total
from marketplace.pages.formats import near_text
from payments.enums import (
    BY_BANK,
    BankTaskKind,
    ChargebackState,
    JournalKind,
    OperationKind,
    OperationState,
    PaymentState,
    Rail,
)
from payments.models import BankTask, Invoice
from payments.operations.banking.covering import arrived, missing
from payments.operations.beginning import MEANS
from payments.operations.guarding import GUARD
from payments.operations.late_refunds import may_refund_late, refundable
from payments.operations.securing import supplement_address
from payments.operations.supplementing import covered, lacking
from payments.policies.banking import goes_by_bank, is_secured_by_bank
from payments.policies.charging import LET_GO, OVER, is_to_pay
from payments.shown.earning import Payout, Reach, payout_of, reach_of
from payments.shown.invoice import pill_of
from payments.shown.late_refund import GivenBack, given_back
from payments.shown.moved import Moved, came_back, moved
from payments.shown.plans import is_begun, plan_of

RETURNED = (PaymentState.PARTIALLY_REFUNDED, PaymentState.REFUNDED)
CHARGEBACKS = {
    ChargebackState.TO_ANSWER: gettext_lazy(
        "The payer’s bank has taken %(amount)s back. Payouts wait until it decides."
    ),
    ChargebackState.UNDER_REVIEW: gettext_lazy(
        "The payer’s bank examines %(amount)s. Payouts wait until it decides."
    ),
    ChargebackState.WON: gettext_lazy("The payer’s bank had taken %(amount)s back, and returned it."),
    ChargebackState.LOST: gettext_lazy("The payer’s bank has taken %(amount)s back for good."),
}
TAKEN = (PaymentState.CAPTURED, *RETURNED)


class PaymentPanel:
    """Asked for by a template; nothing where `is_shown` is not true."""

    def __init__(self, booking: Booking, *, actor: Actor, now: datetime) -> None:
        self.booking, self.actor, self.now = booking, actor, now
        self.plan = plan_of(booking)

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

    @property
    def is_shown(self) -> bool:
        return self.is_to_pay or self.is_outside or not self.is_unpaid

    @property
    def pill(self) -> str:
        """The key of the state in the vocabulary; empty where there is no payment to tell of."""
        if self.is_to_pay:
            return f"payment.{PaymentState.CREATED}"
        if self.plan and self.plan.rail == Rail.NET_TERMS and self.plan.state == PaymentState.CAPTURED:
            return "payment.written_off" if self.plan.invoices.lost().exists() else "payment.paid"
        return "" if self.plan is None or self.is_unpaid else f"payment.{self.plan.state}"

    @cached_property
    def moved(self) -> dict[JournalKind, Moved]:
        return moved(self.booking)

    @property
    def amount(self) -> Money:
        """What is held or was taken."""
        if self.plan is None or self.is_unpaid:
            return self.booking.total
        kind = JournalKind.ALLOCATION if is_secured_by_bank(self.plan) else JournalKind.CAPTURE
        captured = self.moved.get(kind) if self.plan.state in TAKEN else None
        return captured.amount if captured else covered(self.plan)

    @property
    def sentences(self) -> list[str]:
        if self.is_to_pay:
            return [_("Nothing is held or taken yet."), *self._of_transfer()]
        if self.plan is None or self.is_unpaid:
            return [_("This booking is settled outside the marketplace.")]
        if self.plan.rail == Rail.NET_TERMS:
            return self._of_terms()
        if self.plan.state == PaymentState.AUTHORISED:
            return self._of_hold()
        if self.plan.state in TAKEN:
            return self._of_taken()
        return [_("The card was let go of, and nothing was taken.")]

    def _of_transfer(self) -> list[str]:
        """What came by bank already, where the buyer chose that."""
        if not self.is_by_transfer or self.plan is None:
            return []
        came = arrived(self.plan)
        if not came.minor:
            return [_("It waits for your bank transfer.")]
        told = {"arrived": format_money(came), "missing": format_money(missing(self.plan))}
        return [_("%(arrived)s came by bank, and %(missing)s is missing.") % told]

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

    def _of_hold(self) -> list[str]:
        assert self.plan is not None
        if self.state in LET_GO:
            return [_("It is being released in full.")]
        told = [_("Held on the card and not taken yet. It is taken once the delivery is accepted.")]
        if before := self.plan.capture_before:
            until = {"until": self._near(before), "guarded": self._near(before - GUARD)}
            told.append(
                _("The card holds it until %(until)s; if it is not due before, it is taken on %(guarded)s.")
                % until
            )
        return told

    def _of_terms(self) -> list[str]:
        assert self.plan is not None
        if self.plan.state == PaymentState.CANCELLED or self.state in LET_GO:
            return [_("It was to be paid on terms, and nothing is owed.")]
        if self.invoices:
            return []
        if self.plan.invoices.exists():
            return [_("On terms: it is invoiced.")]
        told = {"days": self.plan.terms.term_days}
        return [_("On terms: the invoice comes with acceptance, and is due within %(days)d days.") % told]

    @cached_property
    def invoices(self) -> list[tuple[Invoice, str]]:
        """(invoice, key of its state), for the finance people of both sides and operators."""
        if self.plan is None or not (self.actor.has_role(Role.FINANCE) or self.actor.is_operator):
            return []
        today = timezone.localdate(self.now)
        return [(invoice, pill_of(invoice, today)) for invoice in self.plan.invoices.order_by("pk")]

    def _of_taken(self) -> list[str]:
        assert self.plan is not None
        told = []
        if allocated := self.moved.get(JournalKind.ALLOCATION):
            told.append(_("It came by bank on %(moment)s.") % {"moment": self._near(allocated.at)})
        elif captured := self.moved.get(JournalKind.CAPTURE):
            told.append(_("Taken on %(moment)s.") % {"moment": self._near(captured.at)})
        if went_back := self._went_back:
            refunded = self.moved[JournalKind.REFUND]
            params = {"amount": format_money(went_back), "moment": self._near(refunded.at)}
            told.append(_("%(amount)s went back on %(moment)s.") % params)
        elif tasks := self._to_be_sent:
            params = {"amount": format_money(total((task.amount for task in tasks), self.plan.currency))}
            told.append(_("%(amount)s is sent back by bank; that takes a few days.") % params)
        elif on_its_way := self._on_its_way:
            params = {"amount": format_money(on_its_way)}
            told.append(_("%(amount)s is on its way back; banks take a few days.") % params)
        return told or [_("Taken.")]

    @property
    def _went_back(self) -> Money | None:
        """Nothing where all of it came back to us."""
        refunded = self.moved.get(JournalKind.REFUND)
        arrived = refunded.amount - came_back(self.booking) if refunded else None
        return arrived if arrived and arrived.minor > 0 else None

    @property
    def _to_be_sent(self) -> list[BankTask]:
        """What goes back by bank and has not left yet."""
        assert self.plan is not None
        is_of_booking = Q(is_credit=False) | Q(purpose__startswith="refund ")  # one that came back
        refunds = self.plan.bank_tasks.filter(is_of_booking, kind=BankTaskKind.REFUND)
        return list(refunds.unpaid())

    @property
    def _on_its_way(self) -> Money | None:
        assert self.plan is not None
        refunds = self.plan.operations.filter(
            kind=OperationKind.REFUND, params__payment=self.plan.payment_ref
        )
        refused = (OperationState.FAILED, OperationState.STUCK)
        latest = refunds.exclude(state__in=refused).order_by("-created_at").first()
        return latest.amount if latest else None

    @cached_property
    def payout(self) -> Payout | None:
        """For the provider's eyes alone."""
        if self.plan is None or not self.is_provider:
            return None
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
        """What the payer's bank took back, or may, in a sentence each; for the parties and operators."""
        told = []
        for each in self.plan.chargebacks.order_by("seen_at") if self.plan else ():
            params = {"amount": format_money(each.amount)}
            told.append(CHARGEBACKS[ChargebackState(each.state)] % params)
        return told

    @property
    def fee_share(self) -> str:
        return percent(self.plan.commission_basis_points) if self.plan else ""

    @property
    def fee(self) -> Money:
        assert self.payout is not None
        return -self.payout.earning.commission

    @property
    def _zone(self) -> ZoneInfo:
        return self.booking.resource.site.zone

    def _near(self, moment: datetime) -> str:
        return near_text(moment, self._zone, now=self.now)
