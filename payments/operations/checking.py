"""All that must be true of the books, at any moment and by now: the command and each night ask it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from payments.operations.invariants import violations
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.standing import overdue


def faults(now: datetime) -> Iterator[str]:
    """One line for each row that is wrong, naming it; nothing is written."""
    yield from violations()
    yield from broken_invoices()
    yield from overdue(now)
