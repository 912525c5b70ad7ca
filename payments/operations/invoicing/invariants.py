"""What must be true of invoices: they follow the rows beneath them, and the ledger says the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from payments.enums import AccountKind, Bearer


def broken_invoices() -> Iterator[str]:
    """One line for each row that is wrong, naming it."""
    yield from invoices_follow_their_rows()
    yield from receivables_are_open_invoices()
    yield from interest_to_come_is_of_open_invoices()
    yield from losses_are_written_off()
    yield from what_was_given_up_is_credited()


def invoices_follow_their_rows() -> Iterator[str]:
    """
    What is open is the total less credit notes, money and what we bear; interest is what was charged less
    money and what fell away; lost is what we bear less what came of it.
    """
    for number, *stands, told, charged, lost in _rows(_INVOICES, {"ours": Bearer.MARKETPLACE}):
        has = "{} open and {} interest and {} lost".format(*stands)
        yield f"invoice {number}: {has}, its rows say {told} and {charged} and {lost}"


_INVOICES = """
WITH told AS (
    SELECT invoice.id,
        invoice.total_minor
            - coalesce((SELECT sum(minor) FROM payments_creditnote WHERE invoice_id = invoice.id), 0)
            - coalesce((SELECT sum(minor) FROM payments_allocation
                WHERE invoice_id = invoice.id AND "to" = 'principal'), 0)
            - borne.minor + coalesce(came.of_notes, 0) AS open_minor,
        coalesce((SELECT sum(charge.minor) FROM payments_interestcharge charge
                JOIN payments_allocation allocation ON allocation.id = charge.allocation_id
                WHERE allocation.invoice_id = invoice.id), 0)
            - coalesce((SELECT sum(minor) FROM payments_allocation
                WHERE invoice_id = invoice.id AND "to" = 'interest'), 0)
            - borne.interest_minor AS interest_minor,
        borne.minor - coalesce(came.minor, 0) AS lost_minor
    FROM payments_invoice invoice
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(minor) FILTER (WHERE bearer = %(ours)s), 0) AS minor,
            coalesce(sum(interest_minor), 0) AS interest_minor
        FROM payments_writeoff WHERE invoice_id = invoice.id AND is_confirmed
    ) AS borne
    CROSS JOIN LATERAL (
        SELECT sum(minor) AS minor, sum(minor) FILTER (WHERE credit_note_id IS NOT NULL) AS of_notes
        FROM payments_recovery WHERE invoice_id = invoice.id
    ) AS came
)
SELECT invoice.number, invoice.open_minor, invoice.interest_minor, invoice.lost_minor,
    told.open_minor::bigint, told.interest_minor::bigint, told.lost_minor::bigint
FROM payments_invoice invoice JOIN told ON told.id = invoice.id
WHERE (invoice.open_minor, invoice.interest_minor, invoice.lost_minor)
    <> (told.open_minor, told.interest_minor, told.lost_minor)
ORDER BY invoice.id
"""


def receivables_are_open_invoices() -> Iterator[str]:
    """What the ledger says that a customer owes is the sum of its open invoices (I7)."""
    for customer_id, currency, posted, told in _rows(_RECEIVABLES, {"kind": AccountKind.RECEIVABLE}):
        yield f"organisation {customer_id}: owes {posted} {currency} by the ledger, {told} by its invoices"


_RECEIVABLES = """
WITH posted AS (
    SELECT account.owner_id AS customer_id, account.currency, sum(entry.minor) AS minor
    FROM payments_ledgeraccount account JOIN payments_entry entry ON entry.account_id = account.id
    WHERE account.kind = %(kind)s GROUP BY 1, 2
), told AS (
    SELECT customer_id, currency, sum(open_minor + interest_minor) AS minor
    FROM payments_invoice GROUP BY 1, 2
)
SELECT customer_id, currency, coalesce(posted.minor, 0)::bigint, coalesce(told.minor, 0)::bigint
FROM posted FULL JOIN told USING (customer_id, currency)
WHERE coalesce(posted.minor, 0) <> coalesce(told.minor, 0)
ORDER BY customer_id, currency
"""


def interest_to_come_is_of_open_invoices() -> Iterator[str]:
    """Only what was charged and is still open waits to be the provider's; what was paid is."""
    for provider_id, currency, posted, told in _rows(_INTEREST, {"kind": AccountKind.INTEREST_DUE}):
        yield (
            f"organisation {provider_id}: {posted} {currency} of interest to come by the ledger, "
            f"{told} by its invoices"
        )


_INTEREST = """
WITH posted AS (
    SELECT account.owner_id AS provider_id, account.currency, -sum(entry.minor) AS minor
    FROM payments_ledgeraccount account JOIN payments_entry entry ON entry.account_id = account.id
    WHERE account.kind = %(kind)s GROUP BY 1, 2
), told AS (
    SELECT provider_id, currency, sum(interest_minor) AS minor FROM payments_invoice GROUP BY 1, 2
)
SELECT provider_id, currency, coalesce(posted.minor, 0)::bigint, coalesce(told.minor, 0)::bigint
FROM posted FULL JOIN told USING (provider_id, currency)
WHERE coalesce(posted.minor, 0) <> coalesce(told.minor, 0)
ORDER BY provider_id, currency
"""


def losses_are_written_off() -> Iterator[str]:
    """Bad debt in the ledger is what the marketplace bears of all invoices and has not got back."""
    for currency, posted, told in _rows(_LOSSES, {"kind": AccountKind.BAD_DEBT}):
        yield f"bad debt: {posted} {currency} by the ledger, {told} by the invoices"


_LOSSES = """
WITH posted AS (
    SELECT account.currency, sum(entry.minor) AS minor
    FROM payments_ledgeraccount account JOIN payments_entry entry ON entry.account_id = account.id
    WHERE account.kind = %(kind)s GROUP BY 1
), told AS (
    SELECT currency, sum(lost_minor) AS minor FROM payments_invoice GROUP BY 1
)
SELECT currency, coalesce(posted.minor, 0)::bigint, coalesce(told.minor, 0)::bigint
FROM posted FULL JOIN told USING (currency)
WHERE coalesce(posted.minor, 0) <> coalesce(told.minor, 0)
ORDER BY currency
"""


def what_was_given_up_is_credited() -> Iterator[str]:
    """Its credit note is of as much, and of the same invoice; else it would be invoiced anew."""
    for number, given_up, credited in _rows(_NOT_CREDITED, {"theirs": Bearer.PROVIDER}):
        yield f"invoice {number}: {given_up} given up, and {credited} credited for it"


_NOT_CREDITED = """
SELECT invoice.number, given.minor, coalesce(note.minor, 0)
FROM payments_writeoff given JOIN payments_invoice invoice ON invoice.id = given.invoice_id
LEFT JOIN payments_creditnote note ON note.id = given.credit_note_id AND note.invoice_id = invoice.id
WHERE given.bearer = %(theirs)s AND given.minor <> coalesce(note.minor, 0)
ORDER BY given.id
"""


def _rows(sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or {})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
