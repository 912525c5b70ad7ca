"""The operators' money desk: what came in, is held, went out and is stuck, and the rows of each figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import AccountKind, JournalKind, Rail
from payments.models import Entry, Journal, LedgerAccount, PaymentOperation
from payments.operations.closing import period_of

PAGE_SIZE = 50
IN, HELD, OUT, STUCK = "in", "held", "out", "stuck"
LISTS = {
    IN: pgettext_lazy("money", "In"),
    HELD: pgettext_lazy("money", "Held"),
    OUT: pgettext_lazy("money", "Out"),
    STUCK: pgettext_lazy("money", "Stuck"),
}

# Which entries tell that money came or went, by their journals and by whose account they are on.
COMING = (JournalKind.CAPTURE, JournalKind.BANK_RECEIPT)
GOING = (
    JournalKind.TRANSFER,
    JournalKind.TRANSFER_REVERSAL,
    JournalKind.REFUND,
    JournalKind.REFUND_FAILURE,
    JournalKind.REFUND_REPAYMENT,
)
# What is with us and belongs to others.
# Of what is invoiced nothing is with us before it is paid, and then it is its provider's.
ON_TERMS = Q(kind=AccountKind.CLEARING, booking__payment_plan__rail=Rail.NET_TERMS)
OTHERS = (AccountKind.CLEARING, AccountKind.PAYABLE, AccountKind.REFUND_OWED, AccountKind.UNAPPLIED)


class MoneyDesk:
    def __init__(self, asked: Mapping[str, Any], *, now: datetime) -> None:
        self.now, self._asked = now, asked
        self.shown: str = asked.get("list") if asked.get("list") in LISTS else STUCK  # type: ignore[assignment]

    # --- the month ---

    @cached_property
    def months(self) -> list[date]:
        """From the first in which anything was posted to the present one, the newest first."""
        first = Journal.objects.order_by("posted_at").values_list("posted_at", flat=True).first()
        month = timezone.localdate(self.now).replace(day=1)
        earliest = timezone.localdate(first).replace(day=1) if first else month
        months = [month]
        while months[-1] > earliest:
            months.append(_before(months[-1]))
        return months

    @cached_property
    def month(self) -> date:
        told = self._asked.get("month", "")
        return next((month for month in self.months if f"{month:%Y-%m}" == told), self.months[0])

    @cached_property
    def period(self) -> Period:
        return period_of(self.month)

    # --- the figures ---

    @cached_property
    def came(self) -> list[Money]:
        return _sums(self._came, sign=-1)

    @cached_property
    def went(self) -> list[Money]:
        return _sums(self._went, sign=1)

    @cached_property
    def held(self) -> list[Money]:
        return _sums(Entry.objects.filter(account__in=_of_others()), sign=-1)

    @cached_property
    def stuck(self) -> list[Money]:
        sums: dict[str, int] = {}
        for told in self._stuck.values_list("params", flat=True):
            if "minor" in told:
                sums[told["currency"]] = sums.get(told["currency"], 0) + told["minor"]
        return [Money(minor, currency) for currency, minor in sorted(sums.items())]

    @cached_property
    def stuck_count(self) -> int:
        return self._stuck.count()

    @property
    def _came(self) -> QuerySet[Entry]:
        return self._moved(COMING, (AccountKind.CLEARING, AccountKind.UNAPPLIED))

    @property
    def _went(self) -> QuerySet[Entry]:
        return self._moved(GOING, OTHERS)

    def _moved(self, kinds: tuple[JournalKind, ...], accounts: tuple[AccountKind, ...]) -> QuerySet[Entry]:
        """With what was reversed of it."""
        told = Q(journal__kind__in=kinds) | Q(journal__reverses__kind__in=kinds)
        return Entry.objects.within(self.period).filter(told, account__kind__in=accounts)

    @property
    def _stuck(self) -> QuerySet[PaymentOperation]:
        return PaymentOperation.objects.stuck(self.now)

    # --- the rows behind one of them ---

    @property
    def lists(self) -> list[tuple[str, Any]]:
        return list(LISTS.items())

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self._rows(), PAGE_SIZE).get_page(self._asked.get("page"))

    def _rows(self) -> QuerySet[Any]:
        if self.shown == STUCK:
            return self._stuck.select_related("plan__booking").order_by("not_before", "pk")
        if self.shown == HELD:
            return holding()
        entries = self._came if self.shown == IN else self._went
        return entries.select_related("journal__booking", "account__owner", "account__booking").order_by(
            "-posted_at", "-pk"
        )

    @property
    def rows(self) -> list[Any]:
        sign = -1 if self.shown == IN else 1
        if self.shown == STUCK:
            return list(self.page)
        if self.shown == HELD:
            return [(account, Money(-account.minor, account.currency)) for account in self.page]
        return [(entry, Money(sign * entry.minor, entry.currency)) for entry in self.page]


def holding() -> QuerySet[LedgerAccount]:
    """The accounts on which something of others stands, with how much: the largest first."""
    accounts = _of_others().annotate(minor=Sum("entries__minor"))
    return accounts.exclude(minor=0).select_related("booking", "owner").order_by("currency", "minor", "pk")


def _of_others() -> QuerySet[LedgerAccount]:
    return LedgerAccount.objects.filter(kind__in=OTHERS).exclude(ON_TERMS)


def _sums(entries: QuerySet[Entry], *, sign: int) -> list[Money]:
    rows = entries.order_by("currency").values_list("currency").annotate(Sum("minor"))
    return [Money(sign * int(minor), currency) for currency, minor in rows if minor]


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
