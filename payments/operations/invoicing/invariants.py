"""What must be true of invoices: they follow the rows beneath them, and the ledger says the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from payments.enums import AccountKind


def broken_invoices() -> Iterator[str]:
    """One line for each row that is wrong, naming it."""
    yield from invoices_follow_their_rows()
    yield from receivables_are_open_invoices()


def invoices_follow_their_rows() -> Iterator[str]:
    """What is open is the total less credit notes and money; interest is what was charged less money."""
    for number, open_minor, told, interest, charged in _rows(_INVOICES):
        of_rows = f"its rows say {told} and {charged}"
        yield f"invoice {number}: {open_minor} open and {interest} interest, {of_rows}"


_INVOICES = """
WITH told AS (
    SELECT invoice.id,
        invoice.total_minor
            - coalesce((SELECT sum(minor) FROM payments_creditnote WHERE invoice_id = invoice.id), 0)
            - coalesce((SELECT sum(minor) FROM payments_allocation
                WHERE invoice_id = invoice.id AND "to" = 'principal'), 0) AS open_minor,
        coalesce((SELECT sum(charge.minor) FROM payments_interestcharge charge
                JOIN payments_allocation allocation ON allocation.id = charge.allocation_id
                WHERE allocation.invoice_id = invoice.id), 0)
            - coalesce((SELECT sum(minor) FROM payments_allocation
                WHERE invoice_id = invoice.id AND "to" = 'interest'), 0) AS interest_minor
    FROM payments_invoice invoice
)
SELECT invoice.number, invoice.open_minor, told.open_minor::bigint,
    invoice.interest_minor, told.interest_minor::bigint
FROM payments_invoice invoice JOIN told ON told.id = invoice.id
WHERE (invoice.open_minor, invoice.interest_minor) <> (told.open_minor, told.interest_minor)
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


def _rows(sql: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or {})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
