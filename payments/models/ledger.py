"""The ledger: accounts, journals, entries. Rows are only ever added; balances are sums."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from capacity.models import Booking
from marketplace.accounts.models import Organisation
from marketplace.periods import Period
from payments.enums import OF_A_BOOKING, OF_AN_ORGANISATION, AccountKind, JournalKind
from payments.ledger import AccountKey, Posting, Postings
from payments.models import triggers

LONGEST_REF = 120


def named(key: AccountKey, prefix: str = "") -> Q:
    """Keep the account of this key; with a prefix, what refers to it."""
    columns = {"kind": key.kind, "currency": key.currency, "owner": key.owner_id, "booking": key.booking_id}
    return Q(**{prefix + column: value for column, value in columns.items()})


class LedgerAccountManager(models.Manager["LedgerAccount"]):
    def opened(self, keys: Collection[AccountKey]) -> dict[AccountKey, LedgerAccount]:
        """The accounts of these keys; those that are new are opened. One query where none is new."""
        known = self._by_key(keys)
        # In one order everywhere, so that two who open the same accounts do not wait for each other.
        if missing := sorted(set(keys) - set(known), key=lambda key: key.order):
            self.bulk_create([LedgerAccount.of(key) for key in missing], ignore_conflicts=True)
            known |= self._by_key(missing)
        return known

    def _by_key(self, keys: Collection[AccountKey]) -> dict[AccountKey, LedgerAccount]:
        any_of_them = reduce(or_, map(named, keys))
        return {account.key: account for account in self.filter(any_of_them)}


class LedgerAccount(models.Model):
    """What is counted in one currency for the marketplace, an organisation or a booking."""

    kind = models.CharField(max_length=16, choices=AccountKind)
    currency = models.CharField(max_length=3)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="ledger_accounts")
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="ledger_accounts")

    objects = LedgerAccountManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "currency", "owner", "booking"],
                name="ledger_account_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="ledger_account_kind_known", condition=Q(kind__in=AccountKind.values)
            ),
            models.CheckConstraint(
                name="ledger_account_owned_by_kind",
                condition=Q(kind__in=sorted(OF_AN_ORGANISATION), owner__isnull=False)
                | (~Q(kind__in=sorted(OF_AN_ORGANISATION)) & Q(owner__isnull=True)),
            ),
            models.CheckConstraint(
                name="ledger_account_booked_by_kind",
                condition=Q(kind__in=sorted(OF_A_BOOKING), booking__isnull=False)
                | (~Q(kind__in=sorted(OF_A_BOOKING)) & Q(booking__isnull=True)),
            ),
        ]
        triggers: ClassVar = triggers.append_only()

    def __str__(self) -> str:
        return str(self.key)

    @classmethod
    def of(cls, key: AccountKey) -> Self:
        return cls(kind=key.kind, currency=key.currency, owner_id=key.owner_id, booking_id=key.booking_id)

    @property
    def key(self) -> AccountKey:
        return AccountKey(AccountKind(self.kind), self.currency, self.owner_id, self.booking_id)


class Journal(models.Model):
    """
    One thing that happened, as entries that sum to nothing in every currency.

    `ref` names it outside the ledger: a balance transaction, an operation, a line of a bank statement.
    The same thing is posted once, however often it is told.
    """

    kind = models.CharField(max_length=20, choices=JournalKind)
    ref = models.CharField(max_length=LONGEST_REF)
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="journals")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", db_index=False
    )
    posted_at = models.DateTimeField()
    entry_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "ref"], name="journal_once"),
            models.CheckConstraint(name="journal_kind_known", condition=Q(kind__in=JournalKind.values)),
            models.CheckConstraint(name="journal_refers_to_something", condition=~Q(ref="")),
            models.CheckConstraint(name="journal_two_entries", condition=Q(entry_count__gte=2)),
            models.CheckConstraint(
                name="journal_reversal_of_a_journal",
                condition=Q(kind=JournalKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=JournalKind.REVERSAL) & Q(reverses__isnull=True)),
            ),
        ]
        triggers: ClassVar = [
            *triggers.append_only(),
            triggers.in_open_period(),
            triggers.balanced("NEW.id"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"

    @property
    def postings(self) -> Postings:
        """What was posted, in the order of accounts; a query."""
        entries = self.entries.select_related("account")
        rows = [Posting(entry.account.key, entry.minor) for entry in entries]
        return tuple(sorted(rows, key=lambda posting: posting.account.order))


class EntryQuerySet(models.QuerySet["Entry"]):
    def on(self, key: AccountKey) -> Self:
        return self.filter(named(key, "account__"))

    def within(self, period: Period) -> Self:
        return self.filter(posted_at__gte=period.starts_at, posted_at__lt=period.ends_at)

    def in_order(self) -> Self:
        return self.order_by("posted_at", "pk")


class Entry(models.Model):
    """An amount on one account: debit above nothing, credit below."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="entries", db_index=False)
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="entries", db_index=False)
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    posted_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "account"], name="entry_once_an_account"),
            models.CheckConstraint(name="entry_of_something", condition=~Q(minor=0)),
        ]
        indexes: ClassVar = [
            # Sums since a snapshot are read from the index alone.
            models.Index(fields=["account", "id"], include=["minor", "posted_at"], name="entry_of_account"),
            models.Index(fields=["account", "posted_at"], name="entry_of_account_by_time"),
        ]
        triggers: ClassVar = [
            *triggers.append_only(),
            triggers.fitting(),
            triggers.balanced("NEW.journal_id"),
        ]

    def __str__(self) -> str:
        return f"{self.minor:+d} {self.currency}"


class BalanceSnapshot(models.Model):
    """
    The sum of an account's entries up to an id, so that a long account need not be summed from its beginning.

    Written when no smaller id can come any more. `latest_posted_at` is the latest moment among them:
    balances as of a moment after it may begin here.
    """

    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="snapshots", db_index=False)
    through_entry_id = models.BigIntegerField()
    latest_posted_at = models.DateTimeField()
    minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "through_entry_id"], name="balance_snapshot_once")
        ]

    def __str__(self) -> str:
        return f"{self.minor} through entry {self.through_entry_id}"
