"""A payment in the sandbox, and our books compared with the gateway's at the sandbox's clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from marketplace.accounts.actor import Actor
from payments.enums import DifferenceKind
from payments.models import CommissionRule, Journal, ReconciliationItem, ReconciliationRun
from payments.operations.reconciling.resolving import Resolution, resolve
from payments.operations.reconciling.running import ask_for_run, begin_nightly, reconcile
from tests import factories
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk


@dataclass
class Compared:
    """What the marketplace had at the gateway before is found by the first comparison, and explained."""

    deal: Deal = field(init=False)
    operator: Actor = field(default_factory=factories.operator)

    def __post_init__(self) -> None:
        CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
        self.deal = Deal(Desk())
        self.run()
        item = ReconciliationItem.objects.get()
        assert (item.kind, item.difference_minor) == (DifferenceKind.BALANCE, self.deal.reserve)
        self.resolve(item, note="What we began with")

    def run(self, *, since: datetime | None = None) -> ReconciliationRun:
        """As each night; or since a moment, as an operator may ask."""
        run = begin_nightly(now=self.deal.now) if since is None else self._ask(since)
        return reconcile(run.pk, self.deal.desk.gateway(), clock=lambda: self.deal.now)

    def _ask(self, since: datetime) -> ReconciliationRun:
        return ask_for_run(by=self.operator, now=self.deal.now, since=since)

    def resolve(
        self, item: ReconciliationItem, *, note: str, as_: Resolution = Resolution.NOTED
    ) -> ReconciliationItem:
        return resolve(item=item, resolution=as_, note=note, by=self.operator, now=self.deal.now)

    def go_on(self) -> None:
        """To the payout, and a day more."""
        self.deal.open_account()
        self.deal.pay()
        self.deal.accept()
        self.deal.use()
        for _ in range(2):
            self.deal.settle_books()
        self.deal.desk.after(hours=2)

    @property
    def found(self) -> list[tuple[str, str, int]]:
        """What is open: kind, line and by how much."""
        items = ReconciliationItem.objects.open().order_by("kind", "ref")
        return [(item.kind, item.ref, item.difference_minor) for item in items]


def forget(journal: Journal) -> None:
    """As if it had never been posted; the triggers look away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        journal.entries.all().delete()
        Journal.objects.filter(pk=journal.pk).delete()
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
