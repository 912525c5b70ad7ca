"""A firm's statement of a month: what stood, what was earned, taken back and paid out, what stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import AccountKind, JournalKind
from payments.ledger import AccountKey
from payments.models import Entry, LedgerAccount
from payments.operations.closing import period_of
from payments.operations.statements import Statement, statement_of

DEFAULT_CURRENCY = "CNY"


@dataclass(frozen=True)
class StatementRow:
    """A positive amount is owed to the firm. `booking` is a reference, or empty."""

    at: datetime
    text: str
    booking: str
    ref: str
    amount: Money
    balance: Money


class StatementPage:
    def __init__(self, firm: Organisation, asked: Mapping[str, Any], *, now: datetime) -> None:
        self.firm, self.now = firm, now
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.month = _month(asked.get("month", ""), now.astimezone(self.zone).date())
        told = str(asked.get("currency", ""))
        self.currency = told if told in self.currencies else self.currencies[0]

    @cached_property
    def currencies(self) -> list[str]:
        accounts = LedgerAccount.objects.filter(owner=self.firm, kind=AccountKind.PAYABLE)
        return sorted(accounts.values_list("currency", flat=True)) or [DEFAULT_CURRENCY]

    @cached_property
    def months(self) -> list[tuple[str, str]]:
        """From the first in which anything moved to the present one, the latest first."""
        entries = Entry.objects.filter(account__owner=self.firm, account__kind=AccountKind.PAYABLE)
        first = entries.aggregate(first=Min("posted_at"))["first"] or self.now
        month, last = (
            _first(first.astimezone(self.zone).date()),
            _first(self.now.astimezone(self.zone).date()),
        )
        found = []
        while month <= last:
            found.append((f"{month:%Y-%m}", _named(month)))
            month = _first(month + timedelta(days=31))
        return found[::-1]

    @cached_property
    def statement(self) -> Statement:
        key = AccountKey(AccountKind.PAYABLE, self.currency, self.firm.pk)
        return statement_of(key, period_of(self.month))

    @property
    def opening(self) -> Money:
        return -self.statement.opening

    @property
    def closing(self) -> Money:
        return -self.statement.closing

    @cached_property
    def rows(self) -> list[StatementRow]:
        return list(self._rows())

    def _rows(self) -> Iterator[StatementRow]:
        for line in self.statement.lines:
            text = str(JournalKind(line.kind).label)
            yield StatementRow(line.posted_at, text, line.booking, line.ref, -line.amount, -line.balance)

    @property
    def title(self) -> str:
        return _("Statement of %(month)s") % {"month": _named(self.month)}

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [(pgettext("workshop", "Earnings"), reverse("payments:earnings")), (self.title, "")]

    @property
    def file_name(self) -> str:
        return f"statement-{self.firm.slug}-{self.month:%Y-%m}-{self.currency}"


def _month(told: str, today: date) -> date:
    """What cannot be read is the present month."""
    try:
        return min(date.fromisoformat(f"{told}-01"), _first(today))
    except ValueError:
        return _first(today)


def _first(day: date) -> date:
    return day.replace(day=1)


def _named(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")
