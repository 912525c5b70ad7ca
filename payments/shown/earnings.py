"""A provider's earnings: what is to come and why, what is earned, what was paid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from payments.enums import (
    AccountKind,
    BankTaskKind,
    BankTaskState,
    JournalKind,
    OperationKind,
    OperationState,
    PaymentState,
    Rail,
)
from payments.models import BankTask, Entry, PaymentOperation, PaymentPlan, PayoutAccount
from payments.operations.balances import balances_of_owner
from payments.operations.payout_accounts import may_confirm
from payments.policies.charging import LET_GO
from payments.shown.earning import EVERYWHERE, Payout, Reach, payout_of
from payments.shown.firm_accounts import FirmAccounts

PAGE_SIZE = 30
EXPECTED, EARNED, PAID_OUT = "expected", "earned", "paid_out"
TABS = {EXPECTED: _("To come"), EARNED: _("Earned"), PAID_OUT: _("Paid out")}


@dataclass(frozen=True)
class Row:
    booking: Booking
    machine: str
    zone: ZoneInfo
    payout: Payout


class EarningsPage:
    def __init__(self, firm: Organisation, asked: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
        self.firm, self.actor, self.now = firm, actor, now
        self.tab: str = asked.get("tab") if asked.get("tab") in TABS else EXPECTED  # type: ignore[assignment]
        self._asked = asked

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
        for plan in self._within(EXPECTED):
            payout = payout_of(plan, plan.booking, self.now, reach=EVERYWHERE)
            if payout:
                nets.setdefault(plan.currency, []).append(payout.earning.net)
        return [total(amounts, currency) for currency, amounts in sorted(nets.items())]

    @cached_property
    def earned(self) -> list[Money]:
        """What the marketplace owes the firm, by its ledger."""
        balances = balances_of_owner(self.firm.pk)
        owed = {key.currency: -money for key, money in balances.items() if key.kind == AccountKind.PAYABLE}
        return [money for _currency, money in sorted(owed.items()) if money.minor]

    @cached_property
    def paid_out(self) -> list[Money]:
        kinds = (JournalKind.TRANSFER, JournalKind.TRANSFER_REVERSAL)
        sent = Entry.objects.filter(
            Q(journal__kind__in=kinds) | Q(journal__reverses__kind__in=kinds),
            account__owner=self.firm,
            account__kind=AccountKind.PAYABLE,
        )
        sums = sent.values_list("currency").annotate(Sum("minor")).order_by("currency")
        return [Money(int(minor), currency) for currency, minor in sums]

    # --- the rows ---

    def _within(self, tab: str) -> QuerySet[PaymentPlan]:
        transferred = PaymentOperation.objects.filter(
            plan=OuterRef("pk"), kind=OperationKind.TRANSFER, state=OperationState.DONE
        )
        is_on_terms = Q(rail=Rail.NET_TERMS, terms__isnull=False) & ~Q(state=PaymentState.CANCELLED)
        plans = PaymentPlan.objects.filter(~Q(payment_ref="") | is_on_terms, booking__provider=self.firm)
        if tab == EXPECTED:
            open_ones = Q(settled_at__isnull=True) & ~Q(booking__state__in=LET_GO)
            return plans.filter(open_ones).select_related("booking__resource__site", "booking__customer")
        by_bank = BankTask.objects.filter(plan=OuterRef("pk"), kind=BankTaskKind.PAYOUT)
        is_sent = Exists(transferred) | (
            Exists(by_bank.filter(state=BankTaskState.PAID)) & ~Exists(by_bank.unpaid())
        )
        return plans.filter(is_sent if tab == PAID_OUT else ~is_sent, settled_at__isnull=False)

    @property
    def tabs(self) -> list[tuple[str, Any]]:
        return list(TABS.items())

    @cached_property
    def page(self) -> Page[PaymentPlan]:
        order = "booking__period" if self.tab == EXPECTED else "-settled_at"
        found = self._within(self.tab).select_related(
            "booking__resource__site", "booking__resource__published_revision", "booking__customer"
        )
        ahead = ("operations", "bank_tasks__line", "invoices__allocations", "chargebacks")
        paged = Paginator(found.prefetch_related(*ahead).order_by(order, "pk"), PAGE_SIZE)
        return paged.get_page(self._asked.get("page"))

    @property
    def rows(self) -> list[Row]:
        rows = []
        for plan in self.page:
            booking = plan.booking
            payout = payout_of(plan, booking, self.now, reach=self.reach)
            if payout:
                zone = booking.resource.site.zone
                rows.append(Row(booking, machine_name(booking.resource), zone, payout))
        return rows
