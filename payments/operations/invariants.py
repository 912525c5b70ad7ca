"""What must be true of any ledger, whatever happened to it: checked by reading alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from payments.enums import AccountKind, JournalKind

Check = Callable[[], Iterator[str]]


def violations() -> Iterator[str]:
    """One line for each row that is wrong, naming it."""
    for check in CHECKS:
        yield from check()


def _rows(sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or {})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def journals_balance() -> Iterator[str]:
    """Each journal sums to nothing in every currency, and has as many entries as it says."""
    for journal_id, kind, ref, currency, minor in _rows(_UNBALANCED):
        yield f"journal {journal_id} ({kind} {ref}): sums to {minor:+d} {currency}"
    for journal_id, kind, ref, told, found in _rows(_MISCOUNTED):
        yield f"journal {journal_id} ({kind} {ref}): has {found} entries, and says {told}"


_UNBALANCED = """
SELECT journal.id, journal.kind, journal.ref, entry.currency, sum(entry.minor)::bigint
FROM payments_journal journal JOIN payments_entry entry ON entry.journal_id = journal.id
GROUP BY journal.id, entry.currency HAVING sum(entry.minor) <> 0 ORDER BY journal.id, entry.currency
"""

_MISCOUNTED = """
SELECT journal.id, journal.kind, journal.ref, journal.entry_count, count(entry.id)
FROM payments_journal journal LEFT JOIN payments_entry entry ON entry.journal_id = journal.id
GROUP BY journal.id HAVING count(entry.id) <> journal.entry_count ORDER BY journal.id
"""


# Where an account can only stand, and what it means when it stands on the other side.
SIDES = {
    AccountKind.CLEARING: (-1, "more was settled and refunded than was captured"),
    AccountKind.UNAPPLIED: (-1, "more was put to invoices and bookings than came in"),
    AccountKind.REFUND_OWED: (-1, "more was repaid than had come back"),
    AccountKind.RECEIVABLE: (1, "more was paid than was invoiced"),
    AccountKind.DISPUTE_OPEN: (1, "more was won and lost than was disputed"),
    AccountKind.INTEREST_DUE: (-1, "more interest was paid and given up than was charged"),
    AccountKind.BAD_DEBT: (1, "more was made good than was written off"),
}


def accounts_on_their_side() -> Iterator[str]:
    """What is held, owed or claimed may come to nothing, and never to less."""
    sides = {"kinds": [*SIDES], "signs": [sign for sign, _meaning in SIDES.values()]}
    for account_id, kind, currency, owner_id, booking_id, minor in _rows(_ON_THE_WRONG_SIDE, sides):
        meaning = SIDES[AccountKind(kind)][1]
        whose = _whose(owner_id, booking_id)
        yield f"account {account_id} ({kind} of {whose}): {minor:+d} {currency}, {meaning}"


def _whose(owner_id: int | None, booking_id: int | None) -> str:
    if owner_id:
        return f"organisation {owner_id}"
    return f"booking {booking_id}" if booking_id else "the marketplace"


_ON_THE_WRONG_SIDE = """
SELECT account.id, account.kind, account.currency, account.owner_id, account.booking_id,
    sum(entry.minor)::bigint
FROM unnest(%(kinds)s::text[], %(signs)s::int[]) AS side(kind, sign)
JOIN payments_ledgeraccount account ON account.kind = side.kind
JOIN payments_entry entry ON entry.account_id = account.id
GROUP BY account.id, side.sign HAVING sum(entry.minor) * side.sign < 0 ORDER BY account.id
"""


def bookings_within_bounds() -> Iterator[str]:
    """Of each booking no more is refunded than was captured, nor transferred than the provider earned."""
    for booking_id, currency, captured, refunded, earned, transferred in _rows(_OUT_OF_BOUNDS, _KINDS):
        if refunded > captured:
            yield f"booking {booking_id}: {refunded} {currency} refunded of {captured} captured"
        if not 0 <= transferred <= earned:
            yield f"booking {booking_id}: {transferred} {currency} transferred of {earned} earned"


# A reversal counts as less of what it reverses. A settlement that was taken back still counts as earned:
# its transfer may have to stay with a provider who cannot return it, and is kept from the next one.
_OUT_OF_BOUNDS = """
WITH moved AS (
    SELECT journal.booking_id, entry.currency, account.kind AS account,
        coalesce(reversed.kind, journal.kind) AS kind, sum(entry.minor) AS minor
    FROM payments_journal journal
    LEFT JOIN payments_journal reversed ON reversed.id = journal.reverses_id
    JOIN payments_entry entry ON entry.journal_id = journal.id
    JOIN payments_ledgeraccount account ON account.id = entry.account_id
    WHERE journal.booking_id IS NOT NULL AND account.kind IN (%(clearing)s, %(payable)s)
    GROUP BY 1, 2, 3, 4
), totals AS (
    SELECT booking_id, currency,
        coalesce(-sum(minor) FILTER (WHERE account = %(clearing)s AND kind = ANY(%(capturing)s)), 0)
            AS captured,
        coalesce(sum(minor) FILTER (WHERE account = %(clearing)s AND kind = %(refund)s), 0)
            AS refunded,
        coalesce(-sum(minor) FILTER (WHERE account = %(payable)s AND kind = ANY(%(earning)s)), 0)
            AS earned,
        coalesce(sum(minor) FILTER (WHERE account = %(payable)s AND kind = ANY(%(transferring)s)), 0)
            AS transferred
    FROM moved GROUP BY booking_id, currency
)
SELECT booking_id, currency, captured::bigint, refunded::bigint, earned::bigint, transferred::bigint
FROM totals WHERE refunded > captured OR transferred NOT BETWEEN 0 AND earned
ORDER BY booking_id, currency
"""

_KINDS: dict[str, Any] = {
    "clearing": AccountKind.CLEARING,
    "payable": AccountKind.PAYABLE,
    "refund": JournalKind.REFUND,
    "capturing": [
        JournalKind.CAPTURE,
        JournalKind.INVOICE,
        JournalKind.CREDIT_NOTE,
        JournalKind.ALLOCATION,
    ],
    "earning": [
        JournalKind.SETTLEMENT,
        JournalKind.CANCELLATION,
        JournalKind.INTEREST_PAID,
    ],
    "transferring": [JournalKind.TRANSFER, JournalKind.TRANSFER_REVERSAL],
}


def journals_have_an_origin() -> Iterator[str]:
    """What moves Stripe's balance is one of its balance transactions; a reversal undoes its journal whole."""
    names = {"stripe": AccountKind.STRIPE, "reversal": JournalKind.REVERSAL}
    for journal_id, kind, ref in _rows(_WITHOUT_TRANSACTION, names):
        yield f"journal {journal_id} ({kind} {ref}): moves Stripe's balance by no transaction of Stripe's"
    for journal_id, ref, account_id, minor in _rows(_HALF_REVERSED):
        yield f"journal {journal_id} (reversal {ref}): leaves {minor:+d} on account {account_id}"


_WITHOUT_TRANSACTION = """
SELECT DISTINCT journal.id, journal.kind, journal.ref
FROM payments_ledgeraccount account
JOIN payments_entry entry ON entry.account_id = account.id
JOIN payments_journal journal ON journal.id = entry.journal_id
WHERE account.kind = %(stripe)s AND journal.kind <> %(reversal)s AND journal.ref NOT LIKE 'txn\\_%%'
ORDER BY journal.id
"""

_HALF_REVERSED = """
SELECT journal.id, journal.ref, entry.account_id, sum(entry.minor)::bigint
FROM payments_journal journal
JOIN payments_entry entry ON entry.journal_id IN (journal.id, journal.reverses_id)
WHERE journal.reverses_id IS NOT NULL
GROUP BY journal.id, entry.account_id HAVING sum(entry.minor) <> 0 ORDER BY journal.id, entry.account_id
"""


def snapshots_are_sums() -> Iterator[str]:
    """Each snapshot is the sum of the entries it stands for."""
    for snapshot_id, account_id, *told, minor, latest_posted_at in _rows(_WRONG_SNAPSHOTS):
        yield (
            f"snapshot {snapshot_id} of account {account_id}: tells {told[0]} until {told[1]}, "
            f"its entries sum to {minor} until {latest_posted_at}"
        )


_WRONG_SNAPSHOTS = """
SELECT snapshot.id, snapshot.account_id, snapshot.minor, snapshot.latest_posted_at,
    entries.minor, entries.latest_posted_at
FROM payments_balancesnapshot snapshot
CROSS JOIN LATERAL (
    SELECT coalesce(sum(minor), 0)::bigint AS minor, max(posted_at) AS latest_posted_at
    FROM payments_entry WHERE account_id = snapshot.account_id AND id <= snapshot.through_entry_id
) AS entries
WHERE (snapshot.minor, snapshot.latest_posted_at) IS DISTINCT FROM (entries.minor, entries.latest_posted_at)
ORDER BY snapshot.id
"""

CHECKS: tuple[Check, ...] = (
    journals_balance,
    accounts_on_their_side,
    bookings_within_bounds,
    journals_have_an_origin,
    snapshots_are_sums,
)
