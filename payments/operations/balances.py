"""What stands on the accounts: sums of entries, begun at the latest snapshot that may be used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from marketplace.money import Money
from payments.ledger import AccountKey
from payments.models import Entry, LedgerAccount
from payments.models.ledger import named

Balances = dict[AccountKey, Money]


def balance_of(account: AccountKey, *, before: datetime | None = None) -> Money:
    """What stands on the account, or stood on it just before a moment; nothing where it was never opened."""
    rows = LedgerAccount.objects.filter(named(account))
    return _summed(rows, before).get(account, Money(0, account.currency))


def balances_of_owner(owner_id: int, *, before: datetime | None = None) -> Balances:
    """Every account of an organisation."""
    return _summed(LedgerAccount.objects.filter(owner=owner_id), before)


def balances_of_marketplace(*, before: datetime | None = None) -> Balances:
    """Every account that is neither an organisation's nor a booking's."""
    return _summed(LedgerAccount.objects.filter(owner=None, booking=None), before)


def balances_of_booking(booking_id: int, *, before: datetime | None = None) -> Balances:
    """What the booking did to every account it touched, whoever's that is."""
    entries = Entry.objects.filter(journal__booking=booking_id)
    if before:
        entries = entries.filter(posted_at__lt=before)
    rows = entries.values_list("account").annotate(Sum("minor")).order_by()
    sums = {account_id: int(minor) for account_id, minor in rows}
    return _told(LedgerAccount.objects.in_bulk(list(sums)).values(), sums)


def _summed(accounts: Any, before: datetime | None) -> Balances:
    found = list(accounts)
    with connection.cursor() as cursor:
        moment = before or "infinity"
        cursor.execute(BALANCES, {"accounts": [account.pk for account in found], "before": moment})
        return _told(found, dict(cursor.fetchall()))


def _told(accounts: Collection[LedgerAccount], sums: dict[int, int]) -> Balances:
    return {account.key: Money(sums[account.pk], account.currency) for account in accounts}


# The moment is asked of the rows found, not of an index: only ids lead past all that a snapshot stands for.
BALANCES = """
SELECT account.id, (coalesce(snapshot.minor, 0) + coalesce(since.minor, 0))::bigint
FROM unnest(%(accounts)s::bigint[]) AS account(id)
LEFT JOIN LATERAL (
    SELECT through_entry_id, minor FROM payments_balancesnapshot
    WHERE account_id = account.id AND latest_posted_at < %(before)s::timestamptz
    ORDER BY through_entry_id DESC LIMIT 1
) AS snapshot ON true
LEFT JOIN LATERAL (
    SELECT sum(minor) FILTER (WHERE posted_at < %(before)s::timestamptz) AS minor FROM payments_entry
    WHERE account_id = account.id AND id > coalesce(snapshot.through_entry_id, 0)
) AS since ON true
"""
