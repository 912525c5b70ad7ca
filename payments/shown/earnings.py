"""A provider's earnings: what is to come and why, what is earned, what was paid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from capacity.models import Booking
from capacity.shown.names import machine_name
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.money import Money, total
from payments.enums import AccountKind, LineState, PaymentState, Rail
from payments.models import BillLine, Invoice, PaymentPlan, PayoutAccount
from payments.operations.balances import balances_of_owner
from payments.operations.payout_accounts import may_confirm
from payments.policies.charging import LET_GO
from payments.shown.earned_parts import SENT, Parts, parts_of, payable_of, with_some_left, with_some_sent
from payments.shown.earning import (
    Payout,
    Reach,
    Stage,
    followed,
    is_unposted,
    kept_back_text,
    sent,
    share_of,
)
from payments.shown.firm_accounts import FirmAccounts

PAGE_SIZE = 30
BOOKED = ("booking__resource__site", "booking__resource__published_revision", "booking__customer")
AHEAD = ("operations", "bank_tasks__line", "invoices__allocations", "chargebacks")
EXPECTED, EARNED, PAID_OUT = "expected", "earned", "paid_out"
TABS = {EXPECTED: _("To come"), EARNED: _("Earned"), PAID_OUT: _("Paid out")}


@dataclass(frozen=True)
class Row:
    """
    What of one booking belongs under the tab: `amount`, of the `whole` where that is more.

    Where less is due than was sent, nothing is due perhaps: then there is no `payout`.
    """

    booking: Booking
    machine: str
    zone: ZoneInfo
    amount: Money
    payout: Payout | None
    why: str
    pill: str

    @property
    def whole(self) -> Money | None:
        """Where other parts of it stand under the other tabs."""
        return self.payout.whole if self.payout and self.payout.whole != self.amount else None


class EarningsPage:
    def __init__(self, firm: Organisation, asked: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
        self.firm, self.actor, self.now = firm, actor, now
        self.tab: str = asked.get("tab") if asked.get("tab") in TABS else EXPECTED  # type: ignore[assignment]
        self._asked = asked
        self._shares: dict[int, Payout | None] = {}

    @cached_property
    def account(self) -> PayoutAccount | None:
        return PayoutAccount.objects.filter(organisation=self.firm).first()

    @property
    def is_reachable(self) -> bool:
        return self.account is not None and self.account.is_active and bool(self.account.usable_from)

    @property
    def is_begun(self) -> bool:
        """Whether the account was opened, and the gateway has not accepted the firm yet."""
        return self.account is not None and bool(self.account.ref) and not self.account.is_active

    @property
    def is_to_confirm(self) -> bool:
        """Whether the gateway has accepted it, and somebody else has to stand in for the change."""
        return self.account is not None and self.account.is_active and not self.account.usable_from

    @property
    def may_confirm(self) -> bool:
        return self.is_to_confirm and self.account is not None and may_confirm(self.account, self.actor)

    @property
    def cools_until(self) -> datetime | None:
        """Nothing is sent before; nothing once that is over."""
        until = self.account.usable_from if self.account else None
        return until if until and until > self.now else None

    @property
    def firm_zone(self) -> str:
        return settings.TIME_ZONE

    @cached_property
    def bank(self) -> FirmAccounts:
        return FirmAccounts(self.firm, actor=self.actor, now=self.now)

    @property
    def reach(self) -> Reach:
        return Reach(self.is_reachable, self.bank.currencies)

    # --- the sums, by currency ---

    @cached_property
    def expected(self) -> list[Money]:
        """Of what is secured and not settled yet; this is of a few bookings only, the open ones."""
        nets: dict[str, list[Money]] = {}
        for plan in self._open_plans:
            if share := self._share(plan):
                nets.setdefault(plan.currency, []).append(self._to_come(plan, share))
        sums = (total(amounts, currency) for currency, amounts in sorted(nets.items()))
        return [money for money in sums if money.minor]

    @cached_property
    def _open_plans(self) -> list[PaymentPlan]:
        """Read once for the sum and the rows, where both are of them."""
        ahead = AHEAD if self.tab == EXPECTED else ("invoices__allocations", "chargebacks")
        return list(self._open().prefetch_related(*ahead))

    @cached_property
    def earned(self) -> list[Money]:
        """What the marketplace owes the firm, by its ledger."""
        balances = balances_of_owner(self.firm.pk)
        owed = {key.currency: -money for key, money in balances.items() if key.kind == AccountKind.PAYABLE}
        return [money for _currency, money in sorted(owed.items()) if money.minor]

    @cached_property
    def paid_out(self) -> list[Money]:
        sent = payable_of(self.firm.pk).filter(SENT)
        sums = sent.values_list("currency").annotate(Sum("minor")).order_by("currency")
        return [Money(int(minor), currency) for currency, minor in sums]

    # --- the rows ---

    def _open(self) -> QuerySet[PaymentPlan]:
        """Secured and not settled, or not in full: an invoice is open, or a line disputed."""
        is_on_terms = Q(rail=Rail.NET_TERMS, terms__isnull=False) & ~Q(state=PaymentState.CANCELLED)
        to_settle = Q(settled_at__isnull=True) & ~Q(booking__state__in=LET_GO)
        unpaid = Invoice.objects.filter(plan=OuterRef("pk"), open_minor__gt=0)
        disputed = BillLine.objects.filter(bill__booking=OuterRef("booking"), state=LineState.DISPUTED)
        plans = PaymentPlan.objects.filter(~Q(payment_ref="") | is_on_terms, booking__provider=self.firm)
        return (
            plans.filter(to_settle | Exists(unpaid) | Exists(disputed))
            .select_related(*BOOKED)
            .order_by("booking__period", "pk")
        )

    def _moved(self) -> QuerySet[PaymentPlan]:
        """Those of which something is earned and not sent, or was sent; in parts perhaps."""
        some = with_some_sent if self.tab == PAID_OUT else with_some_left
        plans = PaymentPlan.objects.filter(booking__provider=self.firm, booking__in=some(self.firm.pk))
        return plans.select_related(*BOOKED).prefetch_related(*AHEAD).order_by("-settled_at", "pk")

    @property
    def tabs(self) -> list[tuple[str, Any]]:
        return list(TABS.items())

    @cached_property
    def page(self) -> Page[PaymentPlan]:
        found = self._open_plans if self.tab == EXPECTED else self._moved()
        return Paginator(found, PAGE_SIZE).get_page(self._asked.get("page"))

    @cached_property
    def _parts(self) -> dict[int, Parts]:
        """Of the bookings on the page, and of those to come, whose sum stands above."""
        return parts_of(self.firm.pk, {plan.booking_id for plan in (*self._open_plans, *self.page)})

    def _to_come(self, plan: PaymentPlan, payout: Payout) -> Money:
        earned = Money(self._parts.get(plan.booking_id, Parts()).earned, plan.currency)
        return max(payout.whole - earned, Money(0, plan.currency))

    @cached_property
    def rows(self) -> list[Row]:
        return [row for plan in self.page if (row := self._row(plan)) and row.amount.minor]

    def _share(self, plan: PaymentPlan) -> Payout | None:
        """Reckoned once for the sum and the row."""
        if plan.pk not in self._shares:
            self._shares[plan.pk] = share_of(plan, plan.booking, plan.booking.state_at(self.now))
        return self._shares[plan.pk]

    def _row(self, plan: PaymentPlan) -> Row | None:
        share, parts = self._share(plan), self._parts.get(plan.booking_id, Parts())
        if self.tab == EXPECTED:
            return self._row_to_come(plan, share) if share else None
        payout = sent(share, plan, plan.booking, self.now, self.reach) if share else None
        if self.tab == PAID_OUT:
            why = payout.why if payout else _("Sent, though nothing of it is due any more")
            return self._shown(plan, Money(parts.sent, plan.currency), payout, str(why))
        left = Money(parts.left, plan.currency)
        if payout is None or left.minor < 0:
            why = _("You owe this: it is kept from what you earn of other bookings")
        else:
            is_kept = payout.stage is Stage.PAID_OUT and not is_unposted(plan)
            why = kept_back_text() if is_kept else payout.why
        return self._shown(plan, left, payout, str(why))

    def _row_to_come(self, plan: PaymentPlan, share: Payout) -> Row:
        payout = followed(share, plan, plan.booking, self.now, self.reach)
        is_waiting = payout.stage is Stage.EXPECTED
        why = payout.why if is_waiting else _("Kept back until what is disputed of the bill is decided")
        return self._shown(plan, self._to_come(plan, share), replace(payout, interest=None), str(why))

    def _shown(self, plan: PaymentPlan, amount: Money, payout: Payout | None, why: str) -> Row:
        machine = plan.booking.resource
        pill = "payout.paid" if self.tab == PAID_OUT else "payout.pending"
        return Row(plan.booking, machine_name(machine), machine.site.zone, amount, payout, why, pill)
