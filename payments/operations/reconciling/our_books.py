"""What our ledger says of lines at the gateway, and of its balance there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from marketplace.money import Money
from payments.enums import AT_STRIPE, AccountKind, JournalKind
from payments.models import Entry, Journal
from payments.operations.balances import balances_of_marketplace
from payments.operations.reconciling.comparing import Moved, Ours


def posted_of(refs: Collection[str]) -> dict[str, Ours]:
    """By reference, of those that we have: one query."""
    asked: dict[str, Any] = {
        "refs": list(refs),
        "kinds": sorted(AT_STRIPE),
        "stripe": AccountKind.STRIPE,
        "fees": AccountKind.FEES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_POSTED, asked)
        rows = cursor.fetchall()
    found: dict[str, Ours] = {}
    for ref, kinds, booking_id, posted_at, currency, net, fee in rows:
        about = Ours(frozenset(map(JournalKind, kinds)), booking_id, posted_at)
        moved = {currency: Moved(net, fee)} if net or fee else {}
        earlier = found.get(ref, about)
        found[ref] = Ours(about.kinds | earlier.kinds, booking_id, posted_at, {**earlier.moved, **moved})
    return found


# A journal counts with what reversed it.
_POSTED = """
WITH told AS (
    SELECT id, kind, ref, booking_id, posted_at FROM payments_journal
    WHERE kind = ANY(%(kinds)s) AND ref = ANY(%(refs)s)
), parts AS (
    SELECT told.*, told.id AS part FROM told
    UNION ALL
    SELECT told.*, reversal.id FROM told JOIN payments_journal reversal ON reversal.reverses_id = told.id
)
SELECT parts.ref, array_agg(DISTINCT parts.kind), max(parts.booking_id), max(parts.posted_at), entry.currency,
    coalesce(sum(entry.minor) FILTER (WHERE account.kind = %(stripe)s), 0)::bigint,
    coalesce(sum(entry.minor) FILTER (WHERE account.kind = %(fees)s), 0)::bigint
FROM parts
JOIN payments_entry entry ON entry.journal_id = parts.part
JOIN payments_ledgeraccount account ON account.id = entry.account_id
GROUP BY parts.ref, entry.currency ORDER BY parts.ref, entry.currency
"""


def refs_since(moment: datetime) -> Iterator[str]:
    """Of the lines that we have posted since; what was paid by our bank is no line of the gateway's."""
    moves_stripe = Entry.objects.filter(journal=OuterRef("pk"), account__kind=AccountKind.STRIPE)
    posted = Journal.objects.filter(kind__in=AT_STRIPE, posted_at__gte=moment)
    at_stripe = posted.filter(Q(ref__startswith="txn_") | Exists(moves_stripe))
    yield from at_stripe.order_by("pk").values_list("ref", flat=True).iterator()


def balances_there() -> dict[str, Money]:
    """What our ledger says that we have at the gateway, by currency."""
    balances = balances_of_marketplace()
    return {key.currency: money for key, money in balances.items() if key.kind == AccountKind.STRIPE}
