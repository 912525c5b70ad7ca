"""Days of a marketplace by lot: lines at the gateway and the journals of them, and what goes wrong (T11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from marketplace.money import Money
from payments.enums import JournalKind
from payments.ledger import Postings, negated, postings
from payments.models import Journal, ReconciliationItem
from payments.operations.posting import post
from payments.operations.reconciling.running import begin_nightly, reconcile
from payments.sandbox import balances
from payments.sandbox.rows import SandboxObject
from payments.sandbox.world import World
from tests.factories import NOW
from tests.payments.operations.reconciling.compared import forget
from tests.payments.posted import Told, new_booking
from tests.payments.sandboxed import Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CURRENCIES = ("CNY", "EUR", "JPY")


@dataclass(frozen=True)
class Line:
    """What the gateway has written down, and when our job posts it."""

    row: SandboxObject
    kind: JournalKind
    told: Postings
    posted_at: datetime

    @property
    def currency(self) -> str:
        return str(self.row.body["currency"]).upper()

    @property
    def net(self) -> int:
        return int(self.row.body["net"])


@dataclass
class Days:
    """`expected` are the differences that have to be found: by kind, line and currency, with the amount."""

    lots: Random
    desk: Desk = field(default_factory=lambda: Desk(now=NOW))
    booking: Told = field(default_factory=lambda: Told(new_booking()))
    waiting: list[Line] = field(default_factory=list)
    posted: list[Line] = field(default_factory=list)
    expected: dict[tuple[str, str, str], int] = field(default_factory=dict)

    # --- what happens on a day ---

    def pass_day(self, lines: int) -> None:
        """So many lines at any time of the day, each posted within the hour; then the night's comparison."""
        begin, end = self.desk.now, self.desk.now + DAY
        moments = sorted(begin + self.lots.random() * DAY for _ in range(lines))
        self.waiting += [self.draw(moment) for moment in moments]
        self.desk.now = end
        for line in [each for each in self.waiting if each.posted_at <= end]:
            self.waiting.remove(line)
            self.write(line)
        self.compare()

    def draw(self, moment: datetime) -> Line:
        """A line by lot."""
        currency, amount = self.lots.choice(CURRENCIES), self.lots.randint(100, 500_000)
        money, fee = Money(amount, currency), Money(self.lots.randint(1, 90), currency)
        booking = {"booking_id": self.booking.booking.pk}
        provider = {"provider_id": self.booking.booking.provider_id}
        drawn: list[tuple[str, int, int, JournalKind, Postings]] = [
            ("charge", amount, fee.minor, JournalKind.CAPTURE,
             postings.captured(**booking, amount=money, fee=fee)),
            ("refund", -amount, 0, JournalKind.REFUND, postings.refunded(**booking, amount=money)),
            ("transfer", -amount, 0, JournalKind.TRANSFER, postings.transferred(**provider, amount=money)),
            ("transfer_refund", amount, 0, JournalKind.TRANSFER_REVERSAL,
             postings.transfer_reversed(**provider, amount=money)),
            ("adjustment", -amount, fee.minor, JournalKind.DISPUTE_OPENING,
             postings.dispute_opened(**booking, amount=money, fee=fee)),
            ("payout", -amount, 0, JournalKind.PAYOUT, postings.paid_out(amount=money)),
            ("topup", amount, 0, JournalKind.PAYOUT, negated(postings.paid_out(amount=money))),
            ("stripe_fee", -amount, 0, JournalKind.GATEWAY_FEE, postings.charged_by_gateway(amount=money)),
        ]  # fmt: skip
        type_, minor, charged, kind, told = self.lots.choice(drawn)
        row = balances.record(World(moment), type_, minor, currency.lower(), "src_1", fee=charged)
        return Line(row, kind, told, moment + self.lots.random() * HOUR)

    def write(self, line: Line) -> None:
        with transaction.atomic():
            about = (
                None if line.kind in (JournalKind.PAYOUT, JournalKind.GATEWAY_FEE) else self.booking.booking
            )
            post(line.kind, line.row.ref, line.told, booking=about, now=line.posted_at)
        self.posted.append(line)

    def compare(self) -> None:
        run = begin_nightly(now=self.desk.now)
        reconcile(run.pk, self.desk.gateway(), clock=lambda: self.desk.now)

    # --- what goes wrong, with one of the lines of the last days ---

    def break_one(self) -> None:
        recent = [line for line in self.posted if self._is_recent(line)]
        line = self.lots.choice(recent)
        self.posted.remove(line)
        wrong = [self.lose, self.invent, self.alter_amount, self.alter_fee, self.alter_type]
        self.lots.choice(wrong)(line)

    def _is_recent(self, line: Line) -> bool:
        """Within the three days that the next night compares."""
        return line.row.created_at > self.desk.now - DAY

    def lose(self, line: Line) -> None:
        """Our books forget it."""
        forget(Journal.objects.get(ref=line.row.ref))
        self.expected["theirs_only", line.row.ref, line.currency] = line.net

    def invent(self, line: Line) -> None:
        """The gateway never had it."""
        line.row.delete()
        self.expected["ours_only", line.row.ref, line.currency] = -line.net

    def alter_amount(self, line: Line) -> None:
        more = self.lots.choice([-1, 1]) * self.lots.randint(1, 99)
        self._alter(line, amount=line.row.body["amount"] + more, net=line.net + more)
        self.expected["amount", line.row.ref, line.currency] = more

    def alter_fee(self, line: Line) -> None:
        """The balance moved as told, and what of it was a fee did not."""
        body = line.row.body
        self._alter(line, amount=body["amount"] + 1, fee=body["fee"] + 1)
        if line.kind not in (JournalKind.PAYOUT, JournalKind.GATEWAY_FEE):  # all of those is one or the other
            self.expected["amount", line.row.ref, line.currency] = 0

    def alter_type(self, line: Line) -> None:
        self._alter(line, type="climate_order_purchase")
        if line.kind not in (JournalKind.PAYOUT, JournalKind.GATEWAY_FEE):  # operators post any type as those
            self.expected["unknown_type", line.row.ref, line.currency] = 0

    @staticmethod
    def _alter(line: Line, **fields: object) -> None:
        line.row.body |= fields
        line.row.save()

    @property
    def found(self) -> dict[tuple[str, str, str], int]:
        items = ReconciliationItem.objects.open()
        return {(item.kind, item.ref, item.currency): item.difference_minor for item in items}
