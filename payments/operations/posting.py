"""Writing into the ledger: each thing that happened once, and never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, connection
from django.db.transaction import TransactionManagementError

from capacity.models import Booking
from payments.enums import JournalKind
from payments.ledger import Postings, balanced, negated
from payments.models import Entry, Journal, LedgerAccount
from payments.models.triggers import OPEN_PERIOD
from payments.operations.constraints import constraint_of


class Contradiction(Exception):
    """The same thing was posted before, and otherwise: one of the two is wrong."""

    def __init__(self, journal: Journal, postings: Postings) -> None:
        told, posted = ", ".join(map(str, postings)), ", ".join(map(str, journal.postings))
        super().__init__(f"{journal} was posted as {posted}, and is told now as {told}")
        self.journal = journal
        self.postings = postings


class NothingToPost(ValueError):
    """No amount moves: there is no journal of it."""


class PeriodClosed(Exception):
    """The moment lies in a month whose books are closed."""


class NotReversible(Exception):
    """It was reversed already, or is a reversal itself."""


def post(
    kind: JournalKind,
    ref: str,
    postings: Postings,
    *,
    booking: Booking | None = None,
    now: datetime,
    reverses: Journal | None = None,
) -> Journal:
    """
    Write what happened, in the caller's transaction; told again, it gives the first journal.

    :raises Unbalanced, Contradiction, PeriodClosed, NothingToPost: as `enter`
    """
    journal, _is_new = enter(kind, ref, postings, booking=booking, now=now, reverses=reverses)
    return journal


def enter(
    kind: JournalKind,
    ref: str,
    postings: Postings,
    *,
    booking: Booking | None = None,
    now: datetime,
    reverses: Journal | None = None,
) -> tuple[Journal, bool]:
    """
    The same, and whether it is new.

    :raises Unbalanced: the postings of a currency do not sum to nothing
    :raises Contradiction: it was posted before with other postings, or about another booking
    :raises PeriodClosed: `now` lies in a closed month
    :raises NothingToPost: every amount is nothing
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("What is posted belongs into the transaction that makes it so")
    postings = balanced(*postings)
    if not postings:
        raise NothingToPost(f"{kind} {ref} moves nothing")
    about = {"booking": booking, "reverses": reverses}
    with _closed_is_told():
        journal, is_new = Journal.objects.get_or_create(
            kind=kind, ref=ref, defaults={**about, "posted_at": now, "entry_count": len(postings)}
        )
    if is_new:
        _enter(journal, postings)
    elif not _says(journal, postings, booking, reverses):
        raise Contradiction(journal, postings)
    return journal, is_new


def _says(journal: Journal, postings: Postings, booking: Booking | None, reverses: Journal | None) -> bool:
    about = (booking and booking.pk, reverses and reverses.pk)
    return (journal.booking_id, journal.reverses_id) == about and journal.postings == postings


def _enter(journal: Journal, postings: Postings) -> None:
    accounts = LedgerAccount.objects.opened([posting.account for posting in postings])
    Entry.objects.bulk_create(
        Entry(
            journal=journal,
            account=accounts[posting.account],
            currency=posting.account.currency,
            minor=posting.minor,
            posted_at=journal.posted_at,
        )
        for posting in postings
    )


@contextmanager
def _closed_is_told() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if constraint_of(error) == OPEN_PERIOD:
            raise PeriodClosed(str(error)) from error
        raise


def reverse(journal: Journal, ref: str, now: datetime) -> Journal:
    """
    Undo a journal by its opposite: both stay, and together they are nothing.

    :raises NotReversible: it was reversed already under another ref, or is a reversal itself
    :raises PeriodClosed: `now` lies in a closed month
    """
    if journal.kind == JournalKind.REVERSAL:
        raise NotReversible(f"{journal} is a reversal: post again what it took back")
    # Of two who reverse it at once, the second sees what the first did.
    Journal.objects.select_for_update(no_key=True).get(pk=journal.pk)
    earlier = Journal.objects.filter(reverses=journal).exclude(ref=ref).first()
    if earlier:
        raise NotReversible(f"{journal} was reversed already by {earlier}")
    opposite = negated(journal.postings)
    return post(JournalKind.REVERSAL, ref, opposite, booking=journal.booking, now=now, reverses=journal)
